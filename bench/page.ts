/** The page in which sides run that need one; race.mjs says what is opened in it and whose turn it is. */
import { jaxGroups } from './jax.ts';
import { OwnLearner } from './learning.ts';
import { onnxGroups } from './onnx.ts';
import { ownGroups } from './own.ts';
import { timePoint } from './scaling.ts';
import type { Way } from './side.ts';
import { tfGroups } from './tf.ts';
import type { Work } from './works.ts';

/** Passes of each of a peer's ways, to find the fastest, after one that compiles it. */
const trials = 2;
/** Whoever takes a side in a work, ours first. */
const families = { own: ownGroups, jax: jaxGroups, tf: tfGroups, onnx: onnxGroups };

export interface Pass {
  readonly milliseconds: number;
  /** What the pass came to, of the first networks, in decades. */
  readonly norms: readonly number[];
}

/** A way that was tried. */
export interface Tried {
  readonly name: string;
  readonly work: Work;
  readonly pass: Pass;
}

export interface Opened {
  readonly name: string;
  readonly peer: string;
  readonly work: Work;
  /** Whether it is in the race as what one would write first. */
  readonly plain: boolean;
  /** All of the peer's ways to do it. */
  readonly tried: readonly Tried[];
}

const sides: Way[] = [];
let learner: OwnLearner | undefined;

const bench = {
  families: Object.keys(families) as (keyof typeof families)[],

  /** The sides of a family: of each group the fastest way, and, where it is another, the one that one would write first. */
  async open(family: keyof typeof families, work: Work, checked: number): Promise<Opened[]> {
    const opened: Opened[] = [];
    for (const { peer, ways } of await families[family](work)) {
      const tried: { readonly way: Way; readonly pass: Pass }[] = [];
      for (const way of ways)
        tried.push({ way, pass: await trial(way, ways.length > 1 ? trials : 0, checked) });
      const rate = ({ way, pass }: (typeof tried)[number]) =>
        way.work.experiment.networks / pass.milliseconds;
      const [fastest] = tried.toSorted((a, b) => rate(b) - rate(a));
      for (const { way } of tried) {
        if (way !== fastest?.way && !way.plain) {
          way.dispose();
          continue;
        }
        sides.push(way);
        opened.push({
          ...{ name: way.name, peer, work: way.work, plain: way !== fastest?.way },
          tried: tried.map(({ way: { name, work: own }, pass }) => ({ name, work: own, pass })),
        });
      }
    }
    return opened;
  },

  /** A pass of one side, of whose norms the first `checked` come back. */
  async pass(index: number, checked: number): Promise<Pass> {
    const side = sides[index];
    if (!side) throw new RangeError(`There is no side ${index}.`);
    return timed(side, checked);
  },

  timePoint,

  /** What learns in the race of learning. @returns its name */
  async openLearner(): Promise<string> {
    learner = await OwnLearner.open();
    await learner.warm();
    return learner.name;
  },

  /** Its next updates. */
  learn: (updates: number, checked: number) => opened().pass(updates, checked),

  passRate: () => opened().passRate(),

  async adapter(): Promise<string> {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return info ? info.description || `${info.vendor} ${info.architecture}` : '';
  },
};

function opened(): OwnLearner {
  if (!learner) throw new RangeError('Nothing that learns was opened.');
  return learner;
}

async function trial(way: Way, times: number, checked: number): Promise<Pass> {
  let best = await timed(way, checked);
  for (let pass = 0; pass < times; pass++) {
    const next = await timed(way, checked);
    // The first compiled.
    if (pass === 0 || next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

async function timed(way: Way, checked: number): Promise<Pass> {
  const start = performance.now();
  const norms = await way.pass();
  const milliseconds = performance.now() - start;
  return { milliseconds, norms: [...norms.subarray(0, checked)] };
}

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
