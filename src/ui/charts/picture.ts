/** A chart as a file: everything around it drawn anew, its own pixels as the screen shows them. */
import type { Provenance } from '../../experiment/provenance.ts';
import { type Drawing, pictureSvg } from '../../files/picture_svg.ts';
import { describePng } from '../../files/png.ts';
import { provenanceEntries } from '../../files/provenance.ts';
import { version } from '../../files/version.ts';
import { engineWords } from '../engine_words.ts';
import { experimentWords } from '../experiment_words.ts';

/** Anything on the page that can be drawn into a picture. */
export interface PictureSource {
  /** Undefined where there is nothing to see yet. */
  picture(): Drawing | undefined;
}

/** Whether an element can be drawn into a picture. */
export function isPictureSource(element: unknown): element is PictureSource & HTMLElement {
  return element instanceof HTMLElement && 'picture' in element && typeof element.picture === 'function';
}

/** What a picture says of what it shows. */
export interface Told {
  /** Lines under it. */
  readonly words: readonly string[];
  /** What its file keeps for whoever reads it by program. */
  readonly entries: Readonly<Record<string, string>>;
}

/** Of what was measured. */
export function toldOf(provenance: Provenance): Told {
  const { experiment, engine } = provenance;
  const words = [
    experimentWords(experiment),
    `${engineWords[engine.name]}, ${engine.device} · Vanishing Point ${version}`,
  ];
  return { words, entries: provenanceEntries(provenance) };
}

export interface PictureRequest {
  readonly heading: string;
  readonly chart: HTMLElement & PictureSource;
  readonly legend: PictureSource | undefined;
  readonly told: Told;
}

export type PictureFormat = 'png' | 'svg';

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
