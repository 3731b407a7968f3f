/**
 * Networks that nobody here made, as a package brings them (scripts/fetch_networks.mjs). Where they are not to be had, that is said: nothing of
 * them is tested.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from './terminal_double.ts';

const folder =
  process.env.REGISTRY_NETWORKS ?? fileURLToPath(new URL('../registry_networks', import.meta.url));
const there = existsSync(join(folder, 'silero_vad_v5.onnx'));
if (!there) {
  console.info(
    `Networks out of registries are not tested: ${folder} has none; node scripts/fetch_networks.mjs fetches them.`,
  );
}

async function json(command: 'analyze' | 'diagnose', ...words: string[]) {
  const { status, stdout, stderr } = await runCommand([command, ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const branch = 'If_0_then_branch__Inline_0__/decoder/rnn/LSTM';

describe.skipIf(!there)('Silero’s voice activity detectors', () => {
  const path = (version: string) => join(folder, `silero_vad_${version}.onnx`);

  it.each(['v5', 'v6'])(
    '%s is an LSTM whose gradient vanishes within a hundred steps of noise',
    async (version) => {
      const { layers } = await json('analyze', path(version), '--layer', branch);
      expect(layers).toHaveLength(1);
      expect(layers[0]).toMatchObject({ cell: 'lstm', hiddenSize: 128, inputSize: 128, phase: 'vanishing' });
      const { findings } = await json('diagnose', path(version), '--layer', branch);
      expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(['vanishing', 'forget-bias']);
    },
  );

  it('the numbers of v5 stay what they were', async () => {
    const { layers } = await json('analyze', path('v5'), '--layer', branch);
    expect(layers[0].spectralRadius).toBeCloseTo(5.694219190525082, 9);
    expect(layers[0].log10GradientNorm[0]).toBeCloseTo(-5.998211654148592, 6);
    expect(layers[0].growthRate).toBeCloseTo(-0.16237407871425513, 6);
  });

  it('that of before has two layers that read one another, for each of two rates', async () => {
    const { status, stderr } = await runCommand(['analyze', path('legacy'), '--layer', 'all']);
    expect(status).toBe(2);
    expect(stderr.match(/\(2 layers: an LSTM of 64 units and 64 inputs\)/g)).toHaveLength(4);
    const { layers } = await json('analyze', path('legacy'), '--layer', 'LSTM_881');
    expect(layers.map(({ phase }: { phase: string }) => phase)).toEqual(['alive', 'alive']);
    expect(layers[0].log10GradientNorm[0]).toBeCloseTo(-0.34309167599537205, 6);
    expect(layers[1].log10GradientNorm[0]).toBeCloseTo(-0.1381612776518112, 6);
  });
});
