/**
 * A figure as a notebook's widget: what Python sets is what the element's attributes say, and its numbers and files go back. It is
 * driven by anywidget's contract alone, whatever notebook that is in.
 */

/** The side of Python: traits by name, as anywidget hands them over. */
export interface WidgetModel {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, heard: () => void): void;
  off(event: string, heard: () => void): void;
}

/** Traits that are attributes of the same name. */
const attributes = ['src', 'page', 'controls', 'theme', 'height'] as const;

/** Shows a figure in a cell's output. @returns what takes it away again */
export function render({ model, el }: { readonly model: WidgetModel; readonly el: HTMLElement }): () => void {
  const figure = document.createElement('vanishing-figure');
  const heard: [event: string, listener: () => void][] = [];
  const follow = (trait: string, listener: () => void) => {
    heard.push([`change:${trait}`, listener]);
    model.on(`change:${trait}`, listener);
    listener();
  };
  for (const name of attributes)
    follow(name, () => {
      const value = model.get(name);
      // A height of 0 is the figure's own.
      if (value) figure.setAttribute(name, String(value));
      else figure.removeAttribute(name);
    });
  figure.addEventListener('vanishing-result', () => void hand(figure.result));
  el.append(figure);
  follow('given', () => {
    const files = filesIn(model.get('given'));
    // What Python has sent elsewhere before it could be opened is not missed.
    if (files.length > 0) figure.open(files).catch((error: unknown) => console.warn(error));
  });
  return () => {
    for (const [event, listener] of heard) model.off(event, listener);
    figure.remove();
  };

  /** Numbers and files together: who sees the one has the other. */
  async function hand(result: unknown): Promise<void> {
    const formats = model.get('formats');
    const asked = Array.isArray(formats) ? formats.map(String) : [];
    try {
      const files = await Promise.all(
        asked.map(async (format) => {
          const bytes = await figure.file(format);
          return [format, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)] as const;
        }),
      );
      // Something newer has been measured meanwhile, and is handed over by itself.
      if (result !== figure.result) return;
      model.set('files', Object.fromEntries(files));
      model.set('refusal', '');
    } catch (error) {
      model.set('refusal', error instanceof Error ? error.message : String(error));
    }
    model.set('result', result);
    model.save_changes();
  }
}

/** Files that Python gives: a list of names and bytes. */
function filesIn(given: unknown): File[] {
  return (Array.isArray(given) ? given : []).flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('name' in one && 'bytes' in one)) return [];
    const { name, bytes } = one;
    if (!(bytes instanceof DataView || bytes instanceof Uint8Array || bytes instanceof ArrayBuffer))
      return [];
    // A copy: what came may lie within a larger message.
    const own = ArrayBuffer.isView(bytes)
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
    return [new File([own.slice()], String(name))];
  });
}
