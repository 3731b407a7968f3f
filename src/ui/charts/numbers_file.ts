/** The numbers of a figure as a file: as its table shows them, and as programs read them. */
import { csvCell } from '../../files/csv_cell.ts';
import { decimalMark } from '../../language/language.ts';
import type { TableNumbers, Told } from './picture.ts';

interface NumbersRequest {
  readonly heading: string;
  readonly told: Told;
  readonly numbers: TableNumbers;
}

/** CSV (RFC 4180) after `#` lines that say what it is, or JSON; to the digits that the table shows. */
export function numbersFile({ heading, told, numbers }: NumbersRequest, format: 'csv' | 'json'): Blob {
  const rows = numbers.rows.map((row) => row.map(plain));
  if (format === 'json') {
    const { caption, columns } = numbers;
    const text = JSON.stringify({ title: heading, ...told.entries, caption, columns, rows }, null, 1);
    return new Blob([text], { type: 'application/json' });
  }
  const comments = [heading, ...told.words, numbers.caption].map(
    (words) => `# ${words.replace(/\s+/g, ' ')}`,
  );
  const lines = [numbers.columns, ...rows].map((row) =>
    row.map((value) => csvCell(String(value ?? ''))).join(','),
  );
  return new Blob([[...comments, ...lines, ''].join('\r\n')], { type: 'text/csv' });
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A cell as it is read: "1.9·10⁻⁵" is 1.9e-5, "–" is nothing, words stay words. */
export function plain(text: string): string | number | null {
  if (text === '–') return null;
  const [, mantissa = '', power] = /^(.*?)(?:·?10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(text) ?? [];
  const digits = mantissa.replaceAll('\u202f', '').replace('\u2212', '-').replace(decimalMark, '.');
  const exponent = [...(power ?? '')].map((sign) => (sign === '⁻' ? '-' : raised.indexOf(sign))).join('');
  const written = `${digits === '' && power !== undefined ? '1' : digits}${exponent && `e${exponent}`}`;
  return /^-?\d+(\.\d+)?(e-?\d+)?$/.test(written) ? Number(written) : text;
}
