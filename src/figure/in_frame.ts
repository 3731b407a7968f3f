/** What an embedded figure tells the page around it, and takes from it: numbers and files out, a person's own network in. */
import { whatHappened } from '../laboratory/engine_post.ts';
import { hear, ResultEvent } from '../ui/events.ts';
import { type FromFrame, isOurs, speaker, type ToFrame } from './messages.ts';

/** What stands alone in the page. */
export interface Embedded extends HTMLElement {
  /** Opens a network or a model; absent where there is nothing that could. */
  readonly give?: (files: readonly File[]) => Promise<void>;
  /** Where it is as high as it is: what takes up the height. */
  readonly outline?: HTMLElement | undefined;
}

/** Tells whoever has embedded this page of what is measured in it. Nobody else is heard. */
export function speakOf(page: Embedded): void {
  if (parent === window) return;
  /** What has been measured, and who waits for the first of it. */
  let measured: ResultEvent | undefined;
  let waiting: ((event: ResultEvent) => void)[] = [];

  hear(page, ResultEvent, (event) => {
    measured = event;
    for (const take of waiting) take(event);
    waiting = [];
    void tellNumbers(event);
  });
  addEventListener('message', ({ source, data }) => {
    if (source !== parent || !isOurs<ToFrame>(data)) return;
    if (data.says === 'file') void answer(data.question, String(data.format));
    else if (data.says === 'open') void page.give?.(data.files.filter((file) => file instanceof File));
  });
  new ResizeObserver(() => {
    const height = page.outline?.offsetHeight;
    if (height) say({ speaker, says: 'height', height });
  }).observe(page);
  say({ speaker, says: 'ready', title: document.title });

  async function tellNumbers(event: ResultEvent): Promise<void> {
    try {
      const file = await event.file('json');
      if (file) say({ speaker, says: 'result', numbers: JSON.parse(await file.text()) });
    } catch (error) {
      // Whoever asks for a file is told why there is none.
      console.warn(error);
    }
  }

  async function answer(question: number, format: string): Promise<void> {
    const event = measured ?? (await new Promise<ResultEvent>((resolve) => waiting.push(resolve)));
    const refuse = (refusal: string) => say({ speaker, says: 'file', question, refusal });
    const coming = event.file(format);
    if (!coming) {
      refuse(`there is no ${format} file of this figure`);
      return;
    }
    try {
      const bytes = new Uint8Array(await (await coming).arrayBuffer());
      say({ speaker, says: 'file', question, bytes });
    } catch (error) {
      refuse(whatHappened(error));
    }
  }
}

/** The page around may be anybody's: what is said is of random networks, of what came with the page, or of files that it has given itself. */
function say(message: FromFrame): void {
  parent.postMessage(message, '*');
}
