/** Cures as code: the layer is called as the framework would, whatever the file calls it, and what is filled is there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterInCode, withLayerNamed } from '../../src/analysis/diagnosis/layer_in_code.ts';
import type { Diagnosis } from '../../src/analysis/diagnosis/rule.ts';
import { normals } from '../../src/networks/normal.ts';
import { modelOf, findingsIn as plantedFindings } from './planted_models.ts';
import { runCommand } from './terminal_double.ts';
import { stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function findingsIn(name: string, bytes: Uint8Array, ...flags: string[]): Promise<Diagnosis[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const { status, stdout, stderr } = await runCommand(['diagnose', path, '--format', 'json', ...flags]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout).findings;
}

function fixture(file: string, name: string): Uint8Array {
  const { good } = JSON.parse(readFileSync(new URL(`../fixtures/${file}.json`, import.meta.url), 'utf8'));
  const { base64 } = good[name];
  return new Uint8Array(inflateSync(Buffer.from(base64, 'base64')));
}

describe('a parameter is called', () => {
  it.each([
    ['encoder.weight_hh_l1', 'forward', 'model.encoder.bias_ih_l1'],
    ['weight_hh_l0_reverse', 'reverse', 'rnn.bias_ih_l0_reverse'],
    ['rnn.cells.1.weight_hh', 'forward', 'model.rnn.cells[1].bias_ih'],
    ['model.decoder.lstm.weight_hh_l0', 'forward', 'model.decoder.lstm.bias_ih_l0'],
    ['parts.of-speech.weight_hh_l0', 'forward', 'model.get_submodule("parts.of-speech").bias_ih_l0'],
    ['lstm_R[0]', 'forward', 'rnn.bias_ih_l0'],
    ['lstm_R[1]', 'reverse', 'rnn.bias_ih_l0_reverse'],
    ['layers/gru/gru_cell/recurrent_kernel', 'forward', 'rnn.bias_ih_l0'],
  ] as const)('beside %s, %s: %s', (name, direction, called) => {
    expect(parameterInCode({ name, direction }, 'bias_ih')).toBe(called);
  });
});

it('code that does not speak of the layer has no line that says which it is', () => {
  const cure = { sentence: 'Clip.', code: { pytorch: 'clip(model)', keras: 'keras.layers.LSTM(3)' } };
  expect(withLayerNamed(cure, { name: 'lstm_R[0]', direction: 'forward' })).toEqual(cure);
});

describe.each(['sequential.keras', 'stack.onnx', 'cells.npz', 'flax.npz'])('cures of %s', (name) => {
  it('are code, and say of which layer', async () => {
    const findings = await findingsIn(name, fixture('stack_files', name));
    expect(findings.length).toBeGreaterThan(0);
    for (const { layer = '', cure } of findings) {
      for (const code of Object.values(cure.code)) {
        const [first = '', ...others] = code.split('\n');
        if (/weight_hh$/.test(layer)) expect(first).not.toContain(layer);
        else if (first.startsWith('#')) expect(first).toContain(layer);
        // No path, no recurrent weight that is filled as if it were a bias.
        expect(others.join('\n')).not.toMatch(/\w\/\w|recurrent_kernel|_R\b|kernel\[/);
        expect(code).not.toMatch(
          /^.*rnn\.(?!(?:cells\[\d\]\.)?(?:weight|bias)_(?:ih|hh)(?:_l\d(?:_reverse)?)?\b)/m,
        );
      }
    }
  });
});

it('a Keras GRU has two rows of biases, which add up: one is filled', async () => {
  const [found] = await findingsIn('gru.keras', fixture('keras_files', 'gru.keras'));
  expect(found?.cure.code.keras).toMatch(/^bias\[0, :3\] = 4\.6 /m);
});

it('a layer without biases is given some', async () => {
  const name = 'gru without biases.keras';
  const [found] = await findingsIn(name, fixture('keras_files', name));
  expect(found?.cure.code).toEqual({
    pytorch: expect.stringMatching(
      /^# rnn: .*\nold = rnn\nnew = torch\.nn\.GRU\(.*, bias=True, .*bidirectional/,
    ),
    keras: expect.stringMatching(/^layer = model\.get_layer\("gru_1"\)\nnew = .*"use_bias": True/),
  });
});

/** A ReLU layer of four units of which as many have a bias far below zero. */
function reluFile(off: number): Uint8Array {
  const tensors = {
    weight_ih_l0: [4, 1],
    weight_hh_l0: [4, 4],
    bias_ih_l0: [4],
    bias_hh_l0: [4],
  };
  const bytes = stateDict(tensors, 0.25);
  const floats = new Float32Array(8).fill(0.25).fill(-100, 0, off);
  bytes.set(new Uint8Array(floats.buffer), bytes.byteLength - floats.byteLength);
  return bytes;
}

it.each([
  [4, 'dead', 'torch.nn.init.zeros_(rnn.bias_ih_l0)\ntorch.nn.init.zeros_(rnn.bias_hh_l0)'],
  [2, 'dead-units', '    rnn.bias_ih_l0.clamp_(min=0.0)\n    rnn.bias_hh_l0.clamp_(min=0.0)'],
] as const)('of ReLU units that %i biases keep off, %s raises both biases', async (off, rule, code) => {
  const findings = await findingsIn(`${rule}.safetensors`, reluFile(off), '--activation', 'relu');
  expect(findings.find((found) => found.rule === rule)?.cure.code.pytorch).toContain(code);
});

it('the one pre-activation of a plain cell is called nothing else', async () => {
  const bytes = stateDict({ weight_ih_l0: [2, 1], weight_hh_l0: [2, 2] }, 1e3);
  const findings = await findingsIn('over.safetensors', bytes, '--activation', 'relu');
  const found = findings.find(({ rule }) => rule === 'nan');
  expect(found?.sentence).toMatch(/^In float32 the pre-activation overflows at step /);
  expect(found?.cure.code.keras).toMatch(/^kernel, recurrent, /);
});

it('an LSTM whose weights are all zero is told so in one finding, which the others follow from', async () => {
  const shapes = {
    weight_ih_l0: [16, 2],
    weight_hh_l0: [16, 4],
    weight_ih_l1: [16, 4],
    weight_hh_l1: [16, 4],
  };
  const found = await findingsIn('zero.safetensors', stateDict(shapes, 0));
  expect(found).toMatchObject([{ rule: 'zero-weights', layer: 'weight_hh_l0', severity: 'high' }]);
  expect(found[0]?.explains).toContain('vanishing');
  expect(found[0]?.sentence).toMatch(/^The weights of every layer are zero .* never written, or not loaded/);
  expect(JSON.stringify(found)).not.toMatch(/ReLU|masked|eye_|Identity/);
  const path = join(folder, 'zero.safetensors');
  expect((await runCommand(['diagnose', path, '--fail-on', 'vanishing'])).status).toBe(1);
});

it('of a layer under weight normalisation is written what its weights are made of, by its own path', async () => {
  const shapes = {
    'decoder.lstm.weight_ih_l0': [16, 2],
    'decoder.lstm.weight_hh_l0_g': [16, 1],
    'decoder.lstm.weight_hh_l0_v': [16, 4],
  };
  const findings = await findingsIn('normed.safetensors', stateDict(shapes, 30));
  const { code } = findings.find(({ rule }) => rule === 'saturated')?.cure ?? {};
  expect(code?.pytorch).toMatch(
    /^ {4}model\.decoder\.lstm\.weight_ih_l0\[8:12\]\.mul_\(0\.1\)$[\s\S]*^g, v = model\.decoder\.lstm\.weight_hh_l0_g, model\.decoder\.lstm\.weight_hh_l0_v$[\s\S]*^ {4}weight\[8:12\]\.mul_\(0\.1\)$/m,
  );
});

it('cures of several gates change a row each, and Keras’s GRU begins with its update gate', async () => {
  const shapes = { weight_ih_l0: [12, 2], weight_hh_l0: [12, 4] };
  const codes = (await findingsIn('gru.safetensors', stateDict(shapes, 30)))
    .filter(({ rule }) => rule === 'saturated')
    .map(({ gate, cure }) => [
      gate,
      /weight_hh_l0\[(.*)\]/.exec(cure.code.pytorch ?? '')?.[1],
      /recurrent\[:, (.*)\]/.exec(cure.code.keras ?? '')?.[1],
    ]);
  expect(codes.length).toBeGreaterThan(1);
  const rows = { r: ['0:4', '4:8'], z: ['4:8', '0:4'], n: ['8:12', '8:12'] } as const;
  for (const [gate, ...found] of codes)
    expect(found).toEqual(Object.entries(rows).find(([one]) => one === gate)?.[1]);
});

it('of saturated units no weight is said to be zero', async () => {
  const findings = await findingsIn(
    'flat.safetensors',
    stateDict({ weight_ih_l0: [4, 2], weight_hh_l0: [4, 4] }, 1e30),
  );
  const { sentence } = findings.find(({ rule }) => rule === 'dead') ?? {};
  expect(sentence).toMatch(/every unit is so deep in saturation that no slope is left/);
});

it('of an LSTM that forgets both findings write one bias', async () => {
  const findings = await findingsIn(
    'young.safetensors',
    stateDict({ weight_ih_l0: [16, 2], weight_hh_l0: [16, 4] }, 0.1),
  );
  const codes = findings
    .filter(({ rule }) => rule === 'vanishing' || rule === 'forget-bias')
    .map(({ cure }) => cure.code);
  expect(codes).toHaveLength(2);
  expect(codes[0]).toEqual(codes[1]);
});

it('a direction of a Keras layer is got by the layer’s name', async () => {
  const findings = await findingsIn('bi.keras', fixture('stack_files', 'sequential.keras'));
  const codes = findings
    .flatMap(({ cure }) => cure.code.keras ?? [])
    .filter((code) => /\blayer\b/.test(code));
  expect(codes.length).toBeGreaterThan(0);
  for (const code of codes)
    expect(code).toMatch(/^layer = model\.get_layer\("\w+"\)\.(?:forward|backward)_layer\n/);
});

it('of an LSTM whose inputs are a thousand times too large flat gates are the culprit, above what vanishes', async () => {
  const cell = { cell: 'lstm', size: 16, inputSize: 4, levels: 2 } as const;
  const inputs = normals(5, 0, 0, 0, 100 * 4).map((value) => 1000 * value);
  const findings = await plantedFindings(modelOf(cell, 7), { inputs, steps: 100 });
  const ranks = findings.map(({ rule }) => rule);
  expect(findings[0]).toMatchObject({ rule: 'saturated', severity: 'high', explains: ['vanishing'] });
  expect(ranks).toContain('vanishing');
  expect(findings[0]?.sentence).toMatch(/From it follows: vanishing\.$/);
});
