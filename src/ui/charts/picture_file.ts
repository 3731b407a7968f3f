/** A chart as a file: everything around it drawn anew, its own pixels as the screen shows them. */
import { pictureSvg } from '../../files/picture_svg.ts';
import { describePng } from '../../files/png.ts';
import type { PictureFormat, PictureRequest } from './picture.ts';

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
  const file = new Blob([svg], { type: 'image/svg+xml' });
  if (format === 'svg') return file;
  const png = await rasterised(file);
  const described = describePng(new Uint8Array(await png.arrayBuffer()), { Title: heading, ...entries });
  return new Blob([described], { type: 'image/png' });
}

async function rasterised(svg: Blob): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(svg);
  try {
    image.src = url;
    await image.decode();
    const scale = Math.max(leastScale, devicePixelRatio);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(scale * image.naturalWidth);
    canvas.height = Math.round(scale * image.naturalHeight);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (png) => (png ? resolve(png) : reject(new Error('The browser made no PNG.'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
