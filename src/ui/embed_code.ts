/** What another page holds to show a figure: as an element, which needs this page's script, or as a frame, which needs nothing. */

interface Figure {
  /** With `?embed=` in it. */
  readonly query: string;
  readonly fragment: string;
  /** For those who cannot see it. */
  readonly title: string;
  /** In CSS pixels. */
  readonly height: number;
}

/**
 * Both ways, the second commented out: pasted whole it shows the figure once.
 * @param page this page's address, without query and fragment
 */
export function embedCode(page: string, { query, fragment, title, height }: Figure): string {
  const source = escaped(`${page}${query}${fragment}`);
  const script = escaped(page.replace(/(de\/)?(index\.html)?$/, 'figure.js'));
  return `<script type="module" src="${script}"></script>
<vanishing-figure src="${source}" title="${escaped(title)}" height="${height}"></vanishing-figure>
<!-- Or without a script:
<iframe src="${source}" title="${escaped(title)}" width="100%" height="${height}" loading="lazy" style="border: 0"></iframe>
-->`;
}

function escaped(text: string): string {
  // Two hyphens would end a comment.
  return text.replace(/[&<>"]|-(?=-)/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
