/**
 * A chart as a picture that stands by itself: its title, what its colours mean, the chart, and in words and as
 * data what was measured. The chart's pixels are embedded; all words are text.
 */
import { escaped } from './xml.ts';

/** SVG markup that fills width × height CSS pixels from its own top left corner. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

export interface PictureParts {
  readonly heading: string;
  readonly chart: Drawing;
  /** What colours mean. */
  readonly legend?: Drawing;
  /** Lines under the chart. */
  readonly caption: readonly string[];
  /** What the file keeps for whoever reads it by program. */
  readonly entries: Readonly<Record<string, string>>;
  readonly colors: { readonly surface: string; readonly ink: string; readonly muted: string };
}

const margin = 16;
const titleHeight = 28;
const captionLine = 16;
/** Width of a character of the caption: no system's sans is wider on average. */
const captionCharacter = 6.7;
/** Narrower than this, a caption would be taller than its chart. */
const leastWidth = 480;

/** The picture as an SVG document; its entries stand in `metadata`, as JSON. */
export function pictureSvg({ heading, chart, legend, caption, entries, colors }: PictureParts): string {
  const width = Math.max(leastWidth, chart.width + 2 * margin);
  const legendTop = margin + titleHeight;
  const chartTop = legendTop + (legend ? legend.height + 6 : 0);
  const captionTop = chartTop + chart.height + 8;
  const lines = caption.flatMap((line) => wrapped(line, (width - 2 * margin) / captionCharacter));
  const height = captionTop + captionLine * lines.length + margin - 4;
  const text = (line: string, y: number, size: number, color: string, weight = 400) =>
    `<text x="${margin}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(line)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<title>${escaped(heading)}</title>`,
    `<desc>${escaped(caption.join(' '))}</desc>`,
    `<metadata>${escaped(JSON.stringify(entries))}</metadata>`,
    `<rect width="100%" height="100%" fill="${colors.surface}"/>`,
    text(heading, margin + 15, 17, colors.ink, 600),
    ...(legend ? [placed(legend, margin, legendTop)] : []),
    placed(chart, (width - chart.width) / 2, chartTop),
    ...lines.map((line, i) => text(line, captionTop + captionLine * (i + 1) - 4, 11, colors.muted)),
    '</svg>\n',
  ].join('\n');
}

function placed({ markup }: Drawing, x: number, y: number): string {
  return `<g transform="translate(${x} ${y})">${markup}</g>`;
}

/** Lines of at most so many characters, broken at spaces. */
function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > characters) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
