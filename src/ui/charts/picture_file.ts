/** A chart as a file: everything around it drawn anew, its own pixels as the screen shows them. */
import { pictureSvg } from '../../files/picture_svg.ts';
import { describePng } from '../../files/png.ts';
import type { PictureFormat, PictureRequest } from './picture.ts';
import { paintedSvg } from './svg_painter.ts';

/** Pixels of a PNG for each CSS pixel, at least. */
const leastScale = 2;

/** The picture in the page's light, or undefined where there is nothing to see yet. */
export async function pictureFile(
  { heading, chart, legend, told }: PictureRequest,
  format: PictureFormat,
): Promise<Blob | undefined> {
  const drawing = chart.picture();
  if (!drawing) return undefined;
  const { words, entries } = told;
  const style = getComputedStyle(chart);
  const color = (token: string) => style.getPropertyValue(`--${token}`);
  const key = legend?.picture();
  const svg = pictureSvg({
    heading,
    chart: drawing,
    ...(key && { legend: key }),
    caption: words,
    entries,
    colors: { surface: color('surface'), ink: color('ink'), muted: color('muted') },
  });
  if (format === 'svg') return new Blob([svg], { type: 'image/svg+xml' });
  const png = await rasterised(svg);
  const described = describePng(new Uint8Array(await png.arrayBuffer()), { Title: heading, ...entries });
  return new Blob([described], { type: 'image/png' });
}

async function rasterised(svg: string): Promise<Blob> {
  const canvas = await paintedSvg(svg, Math.max(leastScale, devicePixelRatio));
  return new Promise((resolve, reject) =>
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('the browser made no PNG'))), 'image/png'),
  );
}
