/**
 * Paints a picture's SVG onto a canvas, shape by shape. A browser would do so through an image, and a host may forbid every
 * image that is no file of its own. It knows what the page's pictures are made of, and refuses the rest.
 */

/** What a shape inherits from those around it, unless it says otherwise. */
const inherited = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
] as const;
type Look = Readonly<Partial<Record<(typeof inherited)[number], string>>>;

/** What is no shape. */
const unseen = new Set(['title', 'desc', 'metadata', 'defs', 'linearGradient', 'pattern']);

const anchors: Readonly<Record<string, CanvasTextAlign>> = { start: 'left', middle: 'center', end: 'right' };

/**
 * @param svg a document as `pictureSvg` writes it
 * @param scale pixels of the canvas for each of the picture's
 * @throws Error where the picture has something in it that is not known here
 */
export async function paintedSvg(svg: string, scale: number): Promise<HTMLCanvasElement> {
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(scale * lengthOf(picture, 'width'));
  canvas.height = Math.round(scale * lengthOf(picture, 'height'));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser has no room for a picture of so many pixels');
  context.scale(scale, scale);
  await new Painter(context, picture, scale).paint(picture, {});
  return canvas;
}

class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #picture: Element;
  readonly #scale: number;

  constructor(context: CanvasRenderingContext2D, picture: Element, scale: number) {
    this.#context = context;
    this.#picture = picture;
    this.#scale = scale;
  }

  /** One element and all within it. */
  async paint(element: Element, around: Look): Promise<void> {
    if (unseen.has(element.localName)) return;
    const look = { ...around, ...saidOf(element) };
    this.#context.save();
    await this.#shape(element, look);
    if (element.localName === 'svg' || element.localName === 'g') {
      for (const child of element.children) await this.paint(child, look);
    }
    this.#context.restore();
  }

  async #shape(element: Element, look: Look): Promise<void> {
    const number = (name: string) => lengthOf(element, name);
    switch (element.localName) {
      case 'svg':
        return this.#place(element);
      case 'g':
        return this.#context.translate(...translationOf(element));
      case 'rect':
        return this.#fillAndStroke(element, look, rectangle(this.#boxOf(element), number('rx')));
      case 'circle': {
        const path = new Path2D();
        path.arc(number('cx'), number('cy'), number('r'), 0, 2 * Math.PI);
        return this.#fillAndStroke(element, look, path);
      }
      case 'line': {
        const path = new Path2D();
        path.moveTo(number('x1'), number('y1'));
        path.lineTo(number('x2'), number('y2'));
        return this.#fillAndStroke(element, { ...look, fill: 'none' }, path);
      }
      case 'polyline': {
        const points = numbersIn(element.getAttribute('points') ?? '');
        const path = new Path2D();
        for (let i = 0; i + 1 < points.length; i += 2) path.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
        return this.#fillAndStroke(element, look, path);
      }
      case 'text':
        return this.#write(element, look);
      case 'image':
        return this.#embed(element);
      default:
        throw new Error(`a picture has a ${element.localName} in it, which cannot be painted`);
    }
  }

  /** The inner coordinates of an `svg`: all of its viewBox, in the middle of its place. */
  #place(element: Element): void {
    const [left = 0, top = 0, wide = 1, high = 1] = numbersIn(element.getAttribute('viewBox') ?? '');
    const [width, height] = [lengthOf(element, 'width'), lengthOf(element, 'height')];
    const scale = Math.min(width / wide, height / high);
    this.#context.translate((width - scale * wide) / 2, (height - scale * high) / 2);
    this.#context.scale(scale, scale);
    this.#context.translate(-left, -top);
  }

  #boxOf(element: Element): Box {
    const size = (name: string) =>
      element.getAttribute(name) === '100%' ? lengthOf(this.#picture, name) : lengthOf(element, name);
    return {
      x: lengthOf(element, 'x'),
      y: lengthOf(element, 'y'),
      width: size('width'),
      height: size('height'),
    };
  }

  #fillAndStroke(element: Element, look: Look, path: Path2D): void {
    const context = this.#context;
    const { fill = 'black', stroke = 'none' } = look;
    if (fill !== 'none') {
      context.globalAlpha = Number(look['fill-opacity'] ?? 1);
      context.fillStyle = this.#paintOf(fill, element);
      context.fill(path);
      context.globalAlpha = 1;
    }
    if (stroke === 'none') return;
    // A line that does not grow with its drawing is as wide as the picture's own pixels say.
    const grown = context.getTransform().a / this.#scale;
    const by = element.getAttribute('vector-effect') === 'non-scaling-stroke' ? 1 / grown : 1;
    context.strokeStyle = stroke;
    context.lineWidth = by * Number.parseFloat(look['stroke-width'] ?? '1');
    context.setLineDash(numbersIn(look['stroke-dasharray'] ?? '').map((length) => by * length));
    context.stroke(path);
  }

  /** A colour, or what stands in the picture under a name. */
  #paintOf(fill: string, element: Element): string | CanvasGradient | CanvasPattern {
    const name = /^url\("?#(.+?)"?\)$/.exec(fill)?.[1];
    if (name === undefined) return fill;
    const named = this.#picture.querySelector(`[id="${name}"]`);
    if (named?.localName === 'linearGradient') return this.#gradient(named, this.#boxOf(element));
    if (named?.localName === 'pattern') return this.#pattern(named);
    throw new Error(`a picture is filled with ${name}, which is not in it`);
  }

  #gradient(gradient: Element, { x, width }: Box): CanvasGradient {
    const painted = this.#context.createLinearGradient(x, 0, x + width, 0);
    for (const stop of gradient.children)
      painted.addColorStop(lengthOf(stop, 'offset'), stop.getAttribute('stop-color') ?? 'black');
    return painted;
  }

  /** Squares of one tile, turned. */
  #pattern(pattern: Element): CanvasPattern | string {
    const side = lengthOf(pattern, 'width');
    const tile = document.createElement('canvas');
    tile.width = Math.round(side * this.#scale);
    tile.height = tile.width;
    const context = tile.getContext('2d');
    for (const part of pattern.children) {
      if (!context) break;
      context.globalAlpha = Number(part.getAttribute('fill-opacity') ?? 1);
      context.fillStyle = part.getAttribute('fill') ?? 'black';
      const grown = tile.width / side;
      context.fillRect(0, 0, grown * lengthOf(part, 'width'), grown * lengthOf(part, 'height'));
    }
    const painted = this.#context.createPattern(tile, 'repeat');
    const [turn = 0] = numbersIn(pattern.getAttribute('patternTransform') ?? '');
    painted?.setTransform(new DOMMatrix().rotate(turn).scale(side / tile.width));
    return painted ?? 'none';
  }

  #write(element: Element, look: Look): void {
    const context = this.#context;
    const size = Number.parseFloat(look['font-size'] ?? '16');
    context.font = `${look['font-weight'] ?? '400'} ${size}px ${look['font-family'] ?? 'sans-serif'}`;
    context.textAlign = anchors[look['text-anchor'] ?? 'start'] ?? 'left';
    context.fillStyle = look.fill ?? 'black';
    const words = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
    context.fillText(words, lengthOf(element, 'x'), lengthOf(element, 'y'));
  }

  async #embed(element: Element): Promise<void> {
    const data = (element.getAttribute('href') ?? '').replace(/^data:image\/png;base64,/, '');
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { x, y, width, height } = this.#boxOf(element);
    this.#context.drawImage(image, x, y, width, height);
    image.close();
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function saidOf(element: Element): Look {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = element.getAttribute(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function rectangle({ x, y, width, height }: Box, radius: number): Path2D {
  const path = new Path2D();
  path.roundRect(x, y, width, height, radius);
  return path;
}

/** An attribute that is a number, in pixels or without a unit; 0 where there is none. */
function lengthOf(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? '0');
}

function translationOf(element: Element): [number, number] {
  const [x = 0, y = 0] = numbersIn(element.getAttribute('transform') ?? '');
  return [x, y];
}

/** All numbers of a text, whatever stands between them. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([number]) => Number(number));
}
