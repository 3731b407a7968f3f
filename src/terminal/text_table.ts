/** Columns of text, aligned, for a terminal. */

export interface TextColumn {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align: 'left' | 'right';
}

/** A line of titles and one of each row, without trailing spaces. Rows have as many cells as there are columns. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => [...(cells[i] ?? '')].length)));
  const padded = (cell: string, i: number) => {
    const missing = ' '.repeat((widths[i] ?? 0) - [...cell].length);
    return columns[i]?.align === 'right' ? missing + cell : cell + missing;
  };
  return lines.map((cells) => `${cells.map(padded).join('  ').trimEnd()}\n`).join('');
}
