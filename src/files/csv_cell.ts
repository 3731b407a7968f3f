/** Text as a cell of a CSV holds it (RFC 4180): in quotes where it has a comma, a quote or a line break. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
