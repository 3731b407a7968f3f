/**
 * Sentences that a person should know, oldest first. A newer one of a kind stands for those before it; what holds for as long as the
 * machine is the same (which engine there is) does not come again in this tab once it has been dismissed.
 */

/** What a notice is about: `engine` and `page` last, the others are news. */
export type NoticeKind = 'engine' | 'page' | 'address' | 'place';

const lasting: readonly string[] = ['engine', 'page'] satisfies NoticeKind[];

const storageName = 'vanishing-point:dismissed';

export class Notices {
  #all: readonly { readonly sentence: string; readonly kind: string }[] = [];

  get sentences(): readonly string[] {
    return this.#all.map(({ sentence }) => sentence);
  }

  /** Tells what there is of a kind now, in the place of what was told of it before. */
  tell(sentences: readonly string[], kind: NoticeKind): void {
    this.#replace(sentences, kind);
  }

  /** Tells one sentence. The same with other numbers is news of the same. */
  add(sentence: string): void {
    this.#replace([sentence], sentence.replace(/\d+/g, '#'));
  }

  dismiss(sentence: string): void {
    const gone = this.#all.find((one) => one.sentence === sentence);
    this.#all = this.#all.filter((one) => one !== gone);
    if (gone && lasting.includes(gone.kind)) remember(sentence);
  }

  #replace(sentences: readonly string[], kind: string): void {
    const known = lasting.includes(kind) ? dismissed() : [];
    const others = this.#all.filter((one) => one.kind !== kind && !sentences.includes(one.sentence));
    const news = new Set(sentences.filter((sentence) => !known.includes(sentence)));
    this.#all = [...others, ...[...news].map((sentence) => ({ sentence, kind }))];
  }
}

/** Sentences that were dismissed in this tab; none where the browser forbids storage, or there is none. */
function dismissed(): readonly string[] {
  try {
    return sessionStorage.getItem(storageName)?.split('\n') ?? [];
  } catch {
    return [];
  }
}

function remember(sentence: string): void {
  try {
    sessionStorage.setItem(storageName, [...dismissed(), sentence].join('\n'));
  } catch {
    // It comes again.
  }
}
