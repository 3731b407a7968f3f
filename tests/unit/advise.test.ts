/** `advise`: starts are drawn as their snippets draw them, measured, and the one that carries best is advised. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { adviceFrom, type MeasuredStart } from '../../src/analysis/advice/advice.ts';
import { snippetsOf } from '../../src/analysis/advice/snippets.ts';
import { type AdviceQuestion, type Start, startedLayer, startsOf } from '../../src/analysis/advice/start.ts';
import { adviceInWords } from '../../src/analysis/advice/words.ts';
import { Collection } from '../../src/analysis/collection.ts';
import { quantile } from '../../src/analysis/quantile.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { readAddress } from '../../src/experiment/address.ts';
import { type CellName, cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { findingsIn, modelOf } from './planted_models.ts';
import { runCommand } from './terminal_double.ts';

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['advise', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

function questionOf(cell: CellName, more: Partial<AdviceQuestion> = {}): AdviceQuestion {
  const settings = { ...defaultExperiment, cell, forgetBias: 0 };
  return { settings, hiddenSize: 12, inputSize: 3, lag: 40, ...more };
}

describe('the JSON of advise', () => {
  it('has the documented keys, and what is advised is what carries best', async () => {
    const advice = await json('--cell', 'lstm', '--hidden-size', '16', '--lag', '60');
    expect(Object.keys(advice)).toEqual(
      'cell activation hiddenSize inputSize lag advice start truncation clip log10GradientRatio starts code link measured schema'.split(
        ' ',
      ),
    );
    expect(advice).toMatchObject({
      ...{ cell: 'lstm', hiddenSize: 16, inputSize: 16, lag: 60, truncation: 120, schema: 1 },
      ...{ start: { name: 'chrono' }, measured: { networks: 16, units: 16, steps: 60, seed: 1 } },
    });
    const [own, one, chrono] = advice.starts;
    expect([own.name, one.name, chrono.name]).toEqual(['default', 'forget-one', 'chrono']);
    expect(own.log10GradientRatio.p50).toBeLessThan(one.log10GradientRatio.p50 - 2);
    expect(one.log10GradientRatio.p50).toBeLessThan(chrono.log10GradientRatio.p50 - 2);
    for (const { p10, p50, p90 } of advice.starts.map((start: typeof own) => start.log10GradientRatio))
      expect(p10 <= p50 && p50 <= p90).toBe(true);
    expect(advice.log10GradientRatio).toEqual(chrono.log10GradientRatio);
    expect(advice.code.pytorch).toContain('torch.empty(16).uniform_(1, 59).log_()');
  });

  it('is of the very experiment that its link opens', async () => {
    const words = ['--hidden-size', '32', '--lag', '30', '--input-size', '8'];
    const { link, log10GradientRatio, start } = await json(...words);
    expect(start.name).toBe('orthogonal');
    const { experiment, notices } = readAddress(link.split('#')[0] ?? '');
    expect(notices).toEqual([]);
    expect(experiment).toMatchObject({ cell: 'rnn', ensemble: 'orthogonal', hiddenSize: 32, steps: 30 });
    expect(experiment.gain).toBeCloseTo(start.gain, 2);
    const sweep = { ...experiment, networks: 16, loss: 'random' } as const;
    const collection = new Collection(sweep);
    const engine = new ReferenceEngine();
    const { signal } = new AbortController();
    for await (const chunk of engine.measure(sweep, { signal })) collection.append(chunk);
    engine.dispose();
    expect(Math.abs(quantile(collection.log10GradientRatio, 0.5) - log10GradientRatio.p50)).toBeLessThan(0.5);
  });

  it('is the same for the same seed, and another for another', async () => {
    const words = ['--hidden-size', '8', '--lag', '10', '--cell', 'gru'];
    expect(await json(...words)).toEqual(await json(...words));
    const other = await json(...words, '--seed', '2');
    expect(other.log10GradientRatio).not.toEqual((await json(...words)).log10GradientRatio);
  });

  it('is a table for a person', async () => {
    const words = ['advise', '--hidden-size', '8', '--lag', '12', '--steps', '20', '--cell', 'gru'];
    const { stdout } = await runCommand(words, { isTTY: true });
    expect(stdout).toMatch(/^gru of 8 units and 8 inputs\n\nStart with update biases drawn as ln U\(1, 11\)/);
    expect(stdout).toContain('Backpropagate through the whole sequence: 20 steps are no more than two lags.');
    expect(stdout).toMatch(/^→ {2}update biases .*−?\d\.\d\d \(−?\d\.\d\d … −?\d\.\d\d\)$/m);
    expect(stdout).toContain('    rnn.bias_ih_l0[8:16] = keep  # update gate\n');
  });

  it.each<[string[], RegExp]>([
    [[], /advise needs --lag: /],
    [['--lag', '0'], /--lag must be a whole number from 1 to 10\u202f000/],
    [['--lag', '10', '--steps', '9'], /--lag 10 is longer than the sequence; --steps 10 or more/],
    [['--lag', '10', '--hidden-size', '5000'], /--hidden-size must be a whole number from 1 to 4\u202f096/],
    [['--lag', '10', '--cell', 'lstn'], /--cell must be one of rnn, lstm, /],
    [['--lag', '10', '--leak', '0.5'], /--leak changes nothing here/],
    [['--lag', '10', '--gain', '1'], /unknown flag "--gain"/],
  ])('of %j is one line, with status 2', async (words, message) => {
    const { status, stdout, stderr } = await runCommand(['advise', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('a start is what its snippet draws', () => {
  const drawn = (question: AdviceQuestion, start: Start) =>
    startedLayer(question, start, { units: question.hiddenSize, seed: 3, index: 0 });

  it('biases of ln U(1, L − 1), and the input gate’s their negatives', () => {
    const question = questionOf('lstm', { hiddenSize: 400, lag: 200 });
    const { biasIH = new Float64Array(), biasHH = new Float64Array() } = drawn(question, { name: 'chrono' });
    const kept = biasIH.subarray(400, 800);
    const times = Array.from(kept, Math.exp);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(199);
    // The mean of a uniform number; three deviations of 400.
    expect(Math.abs(times.reduce((sum, time) => sum + time / 400, 0) - 100)).toBeLessThan((3 * 57.2) / 20);
    expect([...biasIH.subarray(0, 400)]).toEqual(Array.from(kept, (value) => -value));
    expect(biasHH.subarray(0, 800).every((value) => value === 0)).toBe(true);
    expect(biasHH.subarray(800).some((value) => value !== 0)).toBe(true);
  });

  it('all within ±1/√N, uniformly', () => {
    const { weightHH, weightIH } = drawn(questionOf('rnn', { hiddenSize: 100, inputSize: 50 }), {
      name: 'default',
    });
    for (const values of [weightHH, weightIH]) {
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.1);
      const square = values.reduce((sum, value) => sum + value ** 2 / values.length, 0);
      expect(Math.sqrt(3 * square)).toBeCloseTo(0.1, 2);
    }
  });

  it('an orthogonal matrix times its gain, and no biases', () => {
    const { weightHH, biasIH, biasHH } = drawn(questionOf('rnn'), { name: 'orthogonal', gain: 1.5 });
    const square = weightHH.subarray(0, 12).reduce((sum, value) => sum + value ** 2, 0);
    expect(square).toBeCloseTo(1.5 ** 2, 12);
    expect([...(biasIH ?? []), ...(biasHH ?? [])].every((value) => value === 0)).toBe(true);
  });

  it('that Python can read, for every cell and start', () => {
    const snippets = cells.flatMap((cell) =>
      startsOf(questionOf(cell)).flatMap((start) =>
        Object.values(snippetsOf(questionOf(cell), start, { truncation: 80, clip: 2 })),
      ),
    );
    expect(snippets.length).toBeGreaterThan(50);
    const reading = 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)';
    const input = JSON.stringify(snippets);
    const { status, stderr, error } = spawnSync('python3', ['-c', reading], { input, encoding: 'utf8' });
    if (error) console.info('python3 is not installed: that snippets can be read is not checked here');
    else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('with the activation that is asked about, where a framework has it', () => {
    const question = questionOf('gru', {
      settings: { ...defaultExperiment, cell: 'gru', activation: 'leaky-relu' },
    });
    const { pytorch, keras } = snippetsOf(question, { name: 'default' }, { truncation: 80, clip: 2 });
    expect(keras).toContain('activation="leaky_relu"');
    expect(pytorch).toMatch(/^rnn = torch\.nn\.GRU\(3, 12\) {2}# its weights: /);
  });

  it('of a GRU with its reset gate before the product, which has one row of biases and is not PyTorch’s', () => {
    const settings = { ...defaultExperiment, cell: 'gru', reset: 'before' } as const;
    const { pytorch, keras } = snippetsOf(
      questionOf('gru', { settings }),
      { name: 'chrono' },
      { truncation: 80, clip: 2 },
    );
    expect(keras).toMatch(/GRU\(12, reset_after=False, /);
    expect(keras).toMatch(/^bias\[:12\] = keep {2}# update gate$/m);
    expect(pytorch).toMatch(
      /# its weights: its step has the reset gate after the product, yours is your own$/m,
    );
  });

  it.each(['rnn', 'leaky'] as const)('about the edge of a %s at rest', (cell) => {
    const gains = startsOf(questionOf(cell)).flatMap(({ gain }) => gain ?? []);
    expect(Math.min(...gains)).toBeLessThan(1);
    expect(gains).toContain(1);
  });
});

describe('what is advised', () => {
  const measured = (...medians: number[]): MeasuredStart[] =>
    medians.map((decades, i) => ({
      start: { name: 'orthogonal', gain: i },
      decades: [decades, decades - 1, decades + 1],
      log10Parameters: [1, 0, 2],
      link: `?${i}#explore`,
    }));

  it.each<[number[], number, boolean]>([
    [[-9, -2, 3], 1, false],
    [[-9, 4, -3], 2, true],
    [[2, -2], 0, false],
    [[-Infinity, -5], 1, true],
    [[-Infinity], 0, true],
  ])('of medians %j is number %i', (medians, best, outOfReach) => {
    const advice = adviceFrom(questionOf('rnn'), measured(...medians));
    expect(advice.best.start.gain).toBe(best);
    expect(advice.outOfReach).toBe(outOfReach);
    const words = adviceInWords(questionOf('rnn'), advice).join(' ');
    expect(/take LSTM or GRU/.test(words)).toBe(outOfReach);
    expect(words).not.toMatch(/NaN|Infinity/);
  });

  it('cuts off after two lags or the sequence, as a diagnosis asks, and clips at twice the median norm where people do', () => {
    const of = (more: Partial<AdviceQuestion>) => adviceFrom(questionOf('rnn', more), measured(-1));
    expect(of({})).toMatchObject({ truncation: 80, clip: 10, usual: 20 });
    expect(of({ steps: 70 }).truncation).toBe(70);
    expect(of({ steps: 700 }).truncation).toBe(80);
  });

  it('of one that scatters is not advised for its median', () => {
    const one = (gain: number, decades: number[]): MeasuredStart => ({
      ...{ start: { name: 'orthogonal', gain }, decades },
      ...{ log10Parameters: [-0.3], link: '' },
    });
    const of = (...starts: MeasuredStart[]) => adviceFrom(questionOf('rnn'), starts);
    const [wild, calm] = [one(1, [-4, -2, 0, 2, 4]), one(2, [-1, -0.9, -0.8, -0.7, -0.6])];
    expect(of(wild, calm).best.start.gain).toBe(2);
    // Within half a decade the calmer one, and of those that scatter alike the first.
    expect(of(one(1, [-1.2, -1, -0.9, -0.7, -0.1]), calm).best.start.gain).toBe(1);
    expect(of(one(1, [-1.2, -1.2, 0, 1, 1.2]), calm).best.start.gain).toBe(2);
    // One network that is dead by chance moves nothing.
    expect(of(wild, one(3, [-Infinity, -0.9, -0.8, -0.7, -0.6])).best.start.gain).toBe(3);
    expect(of(calm)).toMatchObject({ clip: 1, usual: 1 });
  });

  it('clips where nobody does are said, not given', () => {
    const [start] = measured(-1);
    const words = (log10: number) => {
      const found = adviceFrom(questionOf('rnn'), start ? [{ ...start, log10Parameters: [log10] }] : []);
      return [found.clip, adviceInWords(questionOf('rnn'), found).at(-1)] as const;
    };
    expect(words(3.3)).toEqual([10, expect.stringMatching(/ at 10: twice what is usual .* would be 5000,/)]);
    expect(words(-3)).toEqual([
      0.1,
      expect.stringMatching(/ at 0\.1: twice what is usual .* would be 0\.002,/),
    ]);
    expect(words(0.1)).toEqual([2, expect.stringMatching(/^Clip the norm of the gradient at 2, twice /)]);
  });
});

it.each([
  ['--activation', 'relu', '--hidden-size', '32', '--lag', '40'],
  ['--hidden-size', '16', '--lag', '20'],
  ['--cell', 'gru', '--hidden-size', '16', '--lag', '40'],
])(
  '%s %s … is told the same for three seeds',
  async (...words) => {
    const told = [];
    for (const seed of ['1', '2', '3']) {
      const { start, truncation, clip } = await json(...words, '--seed', seed);
      told.push(JSON.stringify({ start, truncation, clip }));
    }
    expect([...new Set(told)]).toHaveLength(1);
  },
  60_000,
);

it('the window that is advised is one of which a diagnosis has nothing to say', async () => {
  const lag = 6;
  const { truncation } = await json('--hidden-size', '8', '--lag', String(lag));
  const model = modelOf({ cell: 'rnn', size: 8, inputSize: 3, levels: 1 }, 1);
  const at = async (window: number) => {
    const found = await findingsIn(model, { steps: 20, said: { lag, truncation: window } });
    return found.find(({ rule }) => rule === 'truncation');
  };
  expect(await at(truncation)).toBeUndefined();
  expect(await at(truncation - 1)).toMatchObject({ severity: 'note' });
  expect(await at(lag - 1)).toMatchObject({ severity: 'high' });
  expect((await at(lag - 1))?.cure.sentence).toContain(`Backpropagate through ${truncation} steps`);
});
