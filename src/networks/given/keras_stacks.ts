/**
 * Which of Keras's recurrent layers read one another, as the configuration of their model says (keras.io/api/models): the order of a
 * Sequential, the `inbound_nodes` of a functional model. A run ends where anything else reads or is read.
 */
import { say } from '../../language/say.ts';
import { inWords } from './tensor.ts';

/** Layers of one model that read one another, from the inputs up, by their places among its layers. */
export interface KerasRun {
  /** What Keras calls the first of them. */
  readonly name: string;
  readonly places: readonly number[];
  /** What stands around and between them, in sentences. */
  readonly remarks: readonly string[];
  /** Why it is not read as a whole, a sentence without a point. */
  readonly refusal?: string;
}

interface Run {
  readonly places: number[];
  readonly remarks: string[];
  refusal?: string;
}

/** A layer of a model's configuration. */
interface Listed {
  readonly className: string;
  readonly name: string;
  /** Of its own, or of the layer in it. */
  readonly config: Json;
  readonly merge?: unknown;
  /** Names of what it reads, once each time; undefined where it is called more than once. */
  readonly inbound: readonly string[] | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const recurrent = /^(?:Bidirectional|RNN|(?:CuDNN)?(?:LSTM|GRU)|SimpleRNN)(?:V[12])?$/;
/** Layers that change nothing when nothing is trained. */
const transparent =
  /^(?:Dropout|SpatialDropout1D|GaussianNoise|GaussianDropout|AlphaDropout|ActivityRegularization|Masking|Identity)$/;

/** The runs of recurrent layers of a model, each layer in one. @param model its configuration, of the class Sequential or another */
export function kerasRuns(model: Json): KerasRun[] {
  const layers = listedIn(model);
  const places = new Map(layers.map(({ name }, place) => [name, place]));
  const counts = new Map<string, number>();
  for (const { inbound = [] } of layers)
    for (const name of inbound) counts.set(name, (counts.get(name) ?? 0) + 1);
  const readers = layers.map(({ name }) => counts.get(name) ?? 0);
  const runs: Run[] = [];
  const byLast = new Map<number, Run>();
  for (const place of inReadingOrder(layers, places)) {
    const layer = layers[place];
    if (!layer || !recurrent.test(layer.className)) continue;
    const found = below(layer, layers, places, readers);
    const run = found.place === undefined ? undefined : byLast.get(found.place);
    const own: Run = run ?? { places: [], remarks: [] };
    own.remarks.push(...found.remarks);
    own.places.push(place);
    byLast.set(place, own);
    if (layer.className === 'Bidirectional' && layer.merge !== 'concat') {
      own.refusal ??= `The directions of ${inWords([layer.name])} are merged by ${inWords([String(layer.merge)])} (merge_mode), which is not computed; "concat" is allowed, or one direction by itself`;
    }
    if (!run) runs.push(own);
  }
  for (const run of runs) {
    const top = layers[run.places.at(-1) ?? 0];
    if (top?.className === 'Bidirectional' && top.config.return_sequences !== true) {
      run.remarks.push(
        `${inWords([top.name])} puts out each direction’s own last step in Keras, of the reverse one that at the first time; “the last time” is the same for both here.`,
      );
    }
    const turned = run.places.find((place) => isTurned(layers[place]));
    if (turned === undefined || run.places.length === 1) continue;
    run.refusal ??= `${inWords([layers[turned]?.name ?? ''])} reads its sequence from the end and puts its outputs out in that order (go_backwards), which is not computed of several layers; by itself it is`;
  }
  return runs.map(({ places, ...run }) => ({ ...run, places, name: layers[places[0] ?? 0]?.name ?? '' }));
}

function isTurned(layer: Listed | undefined): boolean {
  return layer?.className !== 'Bidirectional' && layer?.config.go_backwards === true;
}

/** What a layer reads that is recurrent, through layers that change nothing; or what it reads instead. */
function below(
  layer: Listed,
  layers: readonly Listed[],
  places: ReadonlyMap<string, number>,
  readers: readonly number[],
): { readonly place?: number; readonly remarks: string[] } {
  const between: string[] = [];
  let [source, ...others] = layer.inbound ?? ['', ''];
  for (let hops = 0; hops < layers.length; hops++) {
    const place = places.get(source ?? '') ?? -1;
    const found = layers[place];
    if (!found || /^Input(?:Layer)?$/.test(found.className)) return { remarks: [] };
    const begins = (why: string) => ({ remarks: [`${inWords([layer.name])} ${why}: a model begins there.`] });
    if (others.length > 0) return begins('reads more than one thing, or is called more than once');
    if (recurrent.test(found.className)) {
      if (found.config.return_sequences !== true)
        return begins(`reads ${inWords([found.name])}, which puts out its last step alone`);
      if (readers[place] !== 1) return begins(`reads ${inWords([found.name])}, which others read too`);
      const passed =
        between.length === 0
          ? []
          : [
              `${between.join(', ')} between its layers ${between.length === 1 ? say`does` : say`do`} nothing when nothing is trained.`,
            ];
      return { place, remarks: passed };
    }
    if (!transparent.test(found.className) || readers[place] !== 1)
      return begins(`reads ${found.className} ${inWords([found.name])}`);
    between.unshift(`${found.className} ${inWords([found.name])}`);
    [source, ...others] = found.inbound ?? ['', ''];
  }
  return { remarks: [] };
}

/** Places of layers, each behind those that it reads. */
function inReadingOrder(layers: readonly Listed[], places: ReadonlyMap<string, number>): number[] {
  const order = new Set<number>();
  const left = new Set(layers.keys());
  // A functional model lists its layers in the order in which they were made: few rounds are enough.
  for (let [before, rounds] = [-1, 0]; before !== order.size && rounds < mostRounds; rounds++) {
    before = order.size;
    for (const place of left) {
      const ready = (layers[place]?.inbound ?? []).every((name) => {
        const source = places.get(name);
        return source === undefined || source === place || order.has(source);
      });
      if (ready) {
        order.add(place);
        left.delete(place);
      }
    }
  }
  return [...order, ...left];
}

const mostRounds = 64;

function listedIn(model: Json): Listed[] {
  const { layers } = recordOf(model.config);
  if (!Array.isArray(layers)) return [];
  const sequential = model.class_name === 'Sequential';
  const names = layers.map((layer: unknown) => nameOf(recordOf(layer)));
  return layers.map((entry: unknown, place): Listed => {
    const layer = recordOf(entry);
    const config = recordOf(layer.config);
    const className = String(layer.class_name);
    const inner = recordOf(recordOf(config.layer).config);
    return {
      ...{ className, name: names[place] ?? '' },
      config: className === 'Bidirectional' ? inner : config,
      ...(className === 'Bidirectional' && { merge: config.merge_mode }),
      inbound: sequential ? names.slice(Math.max(0, place - 1), place) : inboundOf(layer.inbound_nodes),
    };
  });
}

function nameOf(layer: Json): string {
  const name = recordOf(layer.config).name ?? layer.name;
  return typeof name === 'string' ? name : '';
}

/** Keras 2 has `[[["name", 0, 0, {}], …]]`, Keras 3 `keras_history: ["name", 0, 0]` somewhere in the arguments of a call. */
function inboundOf(nodes: unknown): string[] | undefined {
  if (!Array.isArray(nodes) || nodes.length > 1) return undefined;
  const names: string[] = [];
  const open: unknown[] = [nodes];
  for (let next = open.pop(); next !== undefined && names.length < mostSources; next = open.pop()) {
    if (Array.isArray(next)) {
      const [name, node, tensor] = next;
      if (typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number')
        names.push(name);
      open.push(...next.filter((inner) => typeof inner === 'object' && inner !== null));
    } else if (typeof next === 'object' && next !== null) {
      open.push(...Object.values(next).filter((inner) => typeof inner === 'object' && inner !== null));
    }
  }
  return names;
}

/** More than one is enough to know. */
const mostSources = 64;

function recordOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
