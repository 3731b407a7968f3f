/**
 * What a reader has set in a figure, by the names that links use. Controls tell of themselves as they are listed, so that a link can
 * say whatever they can, and nothing else.
 */
import { FieldError, quoted } from '../experiment/field_error.ts';
import { say } from '../language/say.ts';

export interface FigureSetting {
  /** Its value as a link has it. */
  readonly now: string;
  /** Takes a value as a link has it. @throws {FieldError} where it is none, and takes nothing */
  readonly take: (text: string) => void;
}

/** Names and values as a link has them. */
export type FigurePairs = readonly (readonly [name: string, text: string])[];

export class FigureSettings {
  readonly #offered = new Map<string, FigureSetting>();
  /** As each was when it was first offered. */
  readonly #usual = new Map<string, string>();

  /** Lists the controls, which offer what they set. */
  listed<List>(list: () => List): List {
    this.#offered.clear();
    return list();
  }

  offer(name: string, setting: FigureSetting): void {
    this.#offered.set(name, setting);
    if (!this.#usual.has(name)) this.#usual.set(name, setting.now);
  }

  /** What is not as it is usually. */
  get changed(): FigurePairs {
    return [...this.#offered].flatMap(([name, { now }]) =>
      now === this.#usual.get(name) ? [] : [[name, now] as const],
    );
  }

  /**
   * Sets all that a link says, and the rest as it is usually.
   * @param list lists the controls: some are there only while others are set so
   * @returns what was not understood, a sentence each
   */
  take(pairs: FigurePairs, list: () => unknown): string[] {
    const notices: string[] = [];
    const said = new Map(pairs);
    this.listed(list);
    // What was set before is not meant.
    for (const [name] of this.changed) {
      const usual = this.#usual.get(name) ?? '';
      if (!said.has(name)) refusalOf(() => this.#offered.get(name)?.take(usual));
    }
    for (const [name, text] of said) {
      this.listed(list);
      const setting = this.#offered.get(name);
      const names = [...this.#offered.keys()].join(', ');
      const refusal = setting
        ? refusalOf(() => setting.take(text))
        : `The figure has no setting ${quoted(name)}, which is ignored: it has ${names || say`none`}`;
      if (refusal !== undefined) notices.push(`${refusal}.`);
    }
    return notices;
  }
}

/** Why a value was not taken, as a clause; undefined where it was. */
function refusalOf(take: () => void): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return error.message;
  }
}
