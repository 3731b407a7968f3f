/**
 * How a GPU's kernels are laid out, where a person has a say in it: `auto` leaves it to the engine, `off` asks for the usual
 * layout, and `rows:8,exchange:workgroup` for the first of those that fit which is like that.
 */
import { FieldError } from './field_error.ts';

/** How the lanes of a network see one another's entries: webgpu/shape.ts says how. */
const exchanges = ['workgroup', 'subgroup', 'gathered', 'alone'] as const;
export type Exchange = (typeof exchanges)[number];

/** What may be asked of a layout. */
interface AskedLayout {
  /** Rows of each matrix that an invocation has. */
  readonly rows?: number;
  /** Networks of a workgroup. */
  readonly networks?: number;
  readonly exchange?: Exchange;
}

export type Tuning = 'auto' | 'off' | AskedLayout;

const allowed = 'auto, off, or some of rows:4, networks:2 and exchange:workgroup, separated by commas';

/** @throws {FieldError} where the text is none */
export function parseTuning(text: string): Tuning {
  if (text === 'auto' || text === 'off') return text;
  let asked: AskedLayout = {};
  for (const pair of text.split(',')) {
    const [, key, value = ''] = /^(rows|networks|exchange):(\w+)$/.exec(pair) ?? [];
    const exchange = exchanges.find((word) => word === value);
    if ((key === 'rows' || key === 'networks') && /^[1-9]\d{0,2}$/.test(value) && asked[key] === undefined) {
      asked = { ...asked, [key]: Number(value) };
    } else if (key === 'exchange' && exchange && asked.exchange === undefined) {
      asked = { ...asked, exchange };
    } else {
      throw new FieldError('tuning', allowed, text);
    }
  }
  return asked;
}

/** The text that {@link parseTuning} turns back into the same. */
export function formatTuning(tuning: Tuning): string {
  if (typeof tuning === 'string') return tuning;
  return (['rows', 'networks', 'exchange'] as const)
    .flatMap((key) => (tuning[key] === undefined ? [] : [`${key}:${tuning[key]}`]))
    .join(',');
}
