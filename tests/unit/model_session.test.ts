/** A whole model on the page: what the terminal says of it, number by number, and what is asked, refused and kept. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { readAddress } from '../../src/experiment/address.ts';
import { diagnosisJson } from '../../src/files/diagnosis_json.ts';
import { modelJson } from '../../src/files/model_json.ts';
import { sweepStretches } from '../../src/laboratory/sweep_stretches.ts';
import { type ModelSettings, OwnModel, type ShownModel, usualSettings } from '../../src/session/model.ts';
import { readModelAddress, writeModelAddress } from '../../src/session/model_address.ts';
import { LayerPeers } from '../../src/session/peers.ts';
import { runsOf } from '../../src/ui/charts/pixel_runs.ts';
import { example, fieldCase, fixtures } from './given_files.ts';
import { runCommand } from './terminal_double.ts';
import { stateDict } from './weight_file_bytes.ts';
import { workplaceHere } from './workplace_double.ts';

const model = (name: string) => fileURLToPath(new URL(`../fixtures/model/${name}`, import.meta.url));

/** A file as the browser hands it over. */
const handed = (path: string) => new File([Uint8Array.from(readFileSync(path))], basename(path));
const made = (name: string, shapes: Record<string, readonly number[]>, fill = 0.1) =>
  new File([Uint8Array.from(stateDict(shapes, fill))], name);

async function opened(file: File, inputs?: File): Promise<OwnModel> {
  const own = new OwnModel(workplaceHere());
  await own.open(file, inputs);
  return own;
}

function shownOf({ shown, offer }: OwnModel): ShownModel {
  if (!shown) throw new Error(offer?.refusal ?? offer?.question?.sentence ?? 'Nothing is shown.');
  return shown;
}

async function terminal(command: 'analyze' | 'diagnose', ...words: string[]) {
  const { status, stdout, stderr } = await runCommand([command, ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Its numbers as the page offers them. */
function numbersOf({ analysis, batched, read }: ShownModel) {
  return analysis && JSON.parse(modelJson(analysis, batched, read));
}

describe('the page and the terminal say the same', () => {
  it.each(['lstm_projected', 'lstm_bidirectional', 'gru_stack', 'relu_stack'])(
    'of %s, on a sequence that is drawn',
    async (name) => {
      const path = model(`${name}.safetensors`);
      const shown = shownOf(await opened(handed(path)));
      expect(numbersOf(shown)).toEqual(await terminal('analyze', path));
      const { words, read, findings, request, analysis } = shown;
      const about = { file: request.file.name, layers: words, path };
      const phase = analysis?.layers[0]?.phase;
      const own = diagnosisJson([{ model: about, read, phase, findings, gone: undefined }]);
      expect(JSON.parse(own)).toEqual(await terminal('diagnose', path));
    },
  );

  it('of the trained example, on the inputs that come with it, at other steps and another loss', async () => {
    const [path, inputs] = [example('first_letter_after.safetensors'), example('first_letter_inputs.npy')];
    const own = await opened(handed(path), handed(inputs));
    const flags = [path, '--layer', 'all', '--inputs', inputs];
    expect(numbersOf(shownOf(own))).toEqual(await terminal('analyze', ...flags));
    await own.change({ loss: 'every', steps: 12 });
    expect(numbersOf(shownOf(own))).toEqual(
      await terminal('analyze', ...flags, '--loss', 'every', '--steps', '12'),
    );
    await own.give({ inputs: undefined });
    await own.change({ seed: 5 });
    expect(numbersOf(shownOf(own))).toEqual(
      await terminal('analyze', path, '--loss', 'every', '--seed', '5'),
    );
  });

  it('of an activation that the controls say', async () => {
    const path = model('relu_stack.safetensors');
    const own = await opened(handed(path));
    await own.change({ kind: { activation: 'relu' } });
    const { read, ...numbers } = numbersOf(shownOf(own));
    const { read: _, ...expected } = await terminal('analyze', path, '--activation', 'relu');
    expect(numbers).toEqual(expected);
    expect(read).toContain('As the controls say, not the file: activation relu.');
  });

  it('of weights that are no numbers', async () => {
    const shapes = { weight_ih_l0: [12, 2], weight_hh_l0: [12, 4] };
    const shown = shownOf(await opened(made('nan.safetensors', shapes, Number.NaN)));
    expect(shown.analysis).toBeUndefined();
    expect(shown.findings.map(({ rule, layer }) => [rule, layer])).toEqual([
      ['nan', 'weight_hh_l0'],
      ['nan', 'weight_hh_l0'],
    ]);
  });
});

describe('of a captured training step', () => {
  const captured = (name: string) =>
    fileURLToPath(new URL(`../fixtures/captures/${name}.npz`, import.meta.url));

  it('the page says what the terminal says, with its check', async () => {
    const path = captured('lstm_packed');
    const shown = shownOf(await opened(handed(path)));
    expect(shown.captured).toBe(true);
    expect(numbersOf(shown)).toEqual(await terminal('analyze', path));
  });

  it('which module is asked, where there are several', async () => {
    const path = captured('two_modules');
    const own = await opened(handed(path));
    expect(own.offer?.question).toMatchObject({
      about: 'layer',
      sentence: 'The step was captured of 2 modules',
      choices: [
        { name: 'encoder', cell: 'lstm', hiddenSize: 6 },
        { name: 'decoder', cell: 'gru', hiddenSize: 4 },
      ],
    });
    await own.answer({ layer: 'decoder' });
    const shown = shownOf(own);
    expect(numbersOf(shown)).toEqual(await terminal('analyze', path, '--layer', 'decoder'));
    expect(shown.analysis?.check).toMatchObject({ passed: true, dtype: 'float32' });
    // Another model’s gradients are not the framework’s.
    await own.change({ alteration: { factor: 2, forgetShift: 0 } });
    expect(shownOf(own).analysis?.check).toBeUndefined();
  });
});

describe('what a file does not say is asked, and answered', () => {
  const lstm = (prefix: string) => ({
    [`${prefix}weight_ih_l0`]: [12, 2],
    [`${prefix}weight_hh_l0`]: [12, 3],
    [`${prefix}weight_ih_l1`]: [12, 3],
    [`${prefix}weight_hh_l1`]: [12, 3],
  });

  it('which module', async () => {
    const own = await opened(made('two.safetensors', { ...lstm('encoder.'), ...lstm('decoder.') }));
    expect(own.shown).toBeUndefined();
    expect(own.offer?.question).toMatchObject({ about: 'layer', sentence: 'The file has several modules' });
    expect(own.offer?.question?.choices.map(({ name }) => name)).toEqual(['decoder', 'encoder']);
    await own.answer({ layer: 'encoder' });
    expect(own.offer).toBeUndefined();
    expect(shownOf(own)).toMatchObject({
      name: 'encoder',
      words: '2 layers: an LSTM of 3 units and 2 inputs',
    });
  });

  it('which cell, and with which activation', async () => {
    const own = await opened(handed(fieldCase('ctrnn.safetensors')));
    expect(own.offer?.question?.about).toBe('kind');
    await own.answer({ kindKnown: true }, { cell: 'leaky', leak: 0.1, activation: 'relu' });
    expect(shownOf(own).analysis?.layers.map(({ cell }) => cell)).toEqual(['leaky']);
    expect(shownOf(own).read.join(' ')).toMatch(
      /As the controls say, not the file: cell leaky, .*0\.1, activation relu\./,
    );
  });
});

it('keeps what is shown where a file, its inputs or its steps are refused', async () => {
  const own = await opened(handed(fixtures('gru.safetensors')));
  const { shown } = own;
  expect(shown?.words).toMatch(/^1 layer: a GRU/);
  await own.open(new File(['1,2,3\n'], 'wide.csv'));
  expect(own.offer).toMatchObject({ file: 'wide.csv', refusal: /^"wide\.csv" is 1 × 3; / });
  await own.give({ inputs: handed(model('lstm_packed_hidden.npy')) });
  expect(own.offer?.refusal).toMatch(/^"lstm_packed_hidden\.npy" is .* are allowed\.$/);
  expect(own.shown).toBe(shown);
  await own.change({ steps: 7 });
  expect(own.offer).toBeUndefined();
  expect(shownOf(own)).toMatchObject({ request: { file: shown?.request.file, steps: 7 } });
});

it('says how far it is, and is superseded by what is asked for next', async () => {
  const own = new OwnModel(workplaceHere());
  const seen: string[] = [];
  own.addEventListener('change', () => seen.push(`${own.state} ${own.underWay} ${own.total > 0}`));
  const first = own.open(handed(model('gru_stack.safetensors')));
  const second = own.open(handed(model('lstm_projected.safetensors')));
  await Promise.all([first, second]);
  expect(shownOf(own).request.file.name).toBe('lstm_projected.safetensors');
  expect(seen).toContain('running lstm_projected.safetensors true');
  expect([own.state, own.underWay]).toEqual(['complete', '']);
});

describe('weights that are other than in the file', () => {
  it('are those that a file of them would have, and are said', async () => {
    const own = await opened(handed(model('lstm_projected.safetensors')));
    const before = shownOf(own).analysis?.layers.map(({ candidate, gates }) => ({ candidate, gates })) ?? [];
    await own.alter({ factor: 2 });
    const doubled = shownOf(own).analysis?.layers ?? [];
    for (const [i, { candidate }] of doubled.entries())
      expect(candidate.radius).toBeCloseTo(2 * (before[i]?.candidate.radius ?? Number.NaN), 9);
    expect(shownOf(own).read).toContain('Not as in the file: W_hh of every layer is multiplied by 2.');
    await own.alter({ factor: 1, forgetShift: 8 });
    for (const { candidate, gates } of shownOf(own).analysis?.layers ?? []) {
      expect(before.map((layer) => layer.candidate.radius)).toContain(candidate.radius);
      expect(gates.find(({ gate }) => gate === 'f')?.opening).toBeGreaterThan(0.99);
      expect(gates.find(({ gate }) => gate === 'i')?.opening).toBeLessThan(0.9);
    }
    expect(shownOf(own).findings.map(({ rule }) => rule)).not.toContain('forget-bias');
  });

  it('of a slider that is dragged, the last are measured once what is under way is done', async () => {
    const own = await opened(handed(model('gru_stack.safetensors')));
    const seen: number[] = [];
    own.addEventListener('change', () => seen.push(shownOf(own).request.alteration.factor));
    await Promise.all([0.5, 0.6, 0.7].map((factor) => own.alter({ factor })));
    expect(shownOf(own).request.alteration).toEqual({ factor: 0.7, forgetShift: 0 });
    expect([...new Set(seen)]).toEqual([1, 0.5, 0.7]);
  });
});

describe('what no file says of its training', () => {
  it('is judged as in a terminal', async () => {
    const path = model('lstm_bidirectional.safetensors');
    const own = await opened(handed(path));
    const training = { lag: 40, truncation: 10, clip: 1e-9, lossScale: 1e30 };
    await own.change({ training });
    const flags = '--lag 40 --truncation 10 --clip 1e-9 --loss-scale 1e30'.split(' ');
    const { findings } = await terminal('diagnose', path, ...flags);
    expect(shownOf(own).findings.map(({ rule, sentence }) => [rule, sentence])).toEqual(
      findings.map(({ rule, sentence }: { rule: string; sentence: string }) => [rule, sentence]),
    );
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(
      expect.arrayContaining(['truncation', 'clipping']),
    );
  });

  it('is refused where it lies beyond what is measured, and what is shown stays', async () => {
    const own = await opened(handed(model('gru_stack.safetensors')));
    const { shown } = own;
    await own.change({ training: { lag: 200 } });
    expect(own.offer?.refusal).toBe(
      'The lag 200 lies beyond the 100 steps that are measured; as many steps or more, or longer inputs, are allowed with it.',
    );
    expect(own.shown).toBe(shown);
    await own.change({ steps: 200, training: { lag: 200 } });
    expect(shownOf(own).request).toMatchObject({ steps: 200, training: { lag: 200 } });
  });
});

describe('settings in a link', () => {
  const all: ModelSettings = {
    ...{ loss: 'every', steps: 40, seed: 7, alteration: { factor: 0.5, forgetShift: -1.5 } },
    kind: { cell: 'leaky', leak: 0.25, activation: 'relu' },
    ...{ places: 'one-hot', batchAxis: 'second', lengths: [6, 9, 1] },
    training: { lag: 30, truncation: 20, clip: 1e21, lossScale: 0.5 },
  };

  it('are read back as they were written', () => {
    const part = writeModelAddress(all);
    expect(part).toMatch(/^[\w.,=&-]+$/);
    expect(readModelAddress(part)).toEqual({ settings: all, notices: [] });
    expect(writeModelAddress(usualSettings)).toBe('');
  });

  it('are as usual, with a sentence, where they mean nothing', () => {
    const { settings, notices } = readModelAddress('loss=least&steps=0&factor=9&lag=-1&lengths=a&depth=3');
    expect(settings).toEqual(usualSettings);
    expect(notices).toEqual([
      'loss must be one of last, every; "least" is not. It is left as usual.',
      'steps must be a whole number from 1 to 10\u202f000; "0" is not. It is left as usual.',
      'factor must be a number from 0.1 to 4; "9" is not. It is left as usual.',
      'lengths must be whole numbers apart by commas, such as 6,9,1; "a" is not. It is left as usual.',
      'lag must be a whole number above 0; "-1" is not. It is left as usual.',
      expect.stringMatching(
        /^Unknown in the link of a model, and ignored: "depth"\. Allowed are loss, steps, /,
      ),
    ]);
  });

  it('are those of the next file, once, and of what is shown already', async () => {
    const own = new OwnModel(workplaceHere());
    const { settings } = readModelAddress('loss=every&steps=12&lag=5');
    await own.take(settings);
    expect(own.settings).toEqual(settings);
    await own.open(new File(['1,2,3\n'], 'wide.csv'));
    expect(own.settings).toEqual(settings);
    await own.open(handed(model('gru_stack.safetensors')));
    expect(shownOf(own).request).toMatchObject({ loss: 'every', steps: 12, training: { lag: 5 } });
    await own.take(readModelAddress('seed=3').settings);
    expect(shownOf(own).request).toMatchObject({ loss: 'last', seed: 3 });
    expect(shownOf(own).request).not.toHaveProperty('training');
    await own.open(handed(model('gru_stack.safetensors')));
    expect(own.settings).toMatchObject(usualSettings);
  });
});

describe('a layer’s place among random networks', () => {
  it('is that among those which its findings link to', async () => {
    const own = await opened(handed(model('lstm_bidirectional.safetensors')));
    const { likes = [], analysis, findings } = shownOf(own);
    const row = analysis?.layers.findIndex(({ name }) => name === findings[0]?.layer) ?? -1;
    const [layer, like] = [analysis?.layers[row], likes[row]];
    if (!layer || !like) throw new Error('no layer');
    expect(readAddress(findings[0]?.link?.replace(/#.*/, '') ?? '').experiment).toEqual(like);

    const peers = new LayerPeers(workplaceHere());
    await peers.ask({ ...like, steps: 6, warmUp: 0 }, -0.5);
    const { found } = peers;
    const experiment = { ...like, steps: 6, warmUp: 0, networks: 256 };
    expect(found?.request.experiment).toEqual(experiment);
    const rates: number[] = [];
    for await (const { growthRate, count } of sweepStretches(new ReferenceEngine(), experiment, {
      signal: new AbortController().signal,
    }))
      rates.push(...growthRate.subarray(0, count));
    rates.sort((a, b) => a - b);
    expect(found).toMatchObject({
      ...{ networks: 256, below: rates.filter((rate) => rate < -0.5).length, median: rates[128] },
    });
    expect(found?.below).toBeGreaterThan(0);
    expect(found?.below).toBeLessThan(256);
    expect(peers.done).toBe(256);
  });

  it('is not asked where ρ is not known', async () => {
    const shapes = { weight_ih_l0: [1025, 1], weight_hh_l0: [1025, 1025] };
    const own = await opened(made('wide.safetensors', shapes, 0.0001));
    expect(shownOf(own).analysis?.layers[0]?.candidate.values).toEqual([]);
    expect(shownOf(own).likes).toEqual([undefined]);
  });
});

describe('a row of the map', () => {
  it('is drawn where each step stands, alike ones together', () => {
    const runs = runsOf(Float64Array.of(-3, -3.01, -Infinity, -Infinity, 2), 6, 12);
    expect(runs).toEqual([
      { from: 0, to: 4, decades: -3 },
      { from: 4, to: 8, decades: -Infinity },
      { from: 8, to: 10, decades: 2 },
    ]);
  });

  it('shows the step farthest from 1 where several share a pixel', () => {
    const values = new Float64Array(1000).fill(-1);
    values[501] = 30;
    expect(runsOf(values, 1000, 100).map(({ decades }) => decades)).toEqual([-1, 30, -1]);
  });
});
