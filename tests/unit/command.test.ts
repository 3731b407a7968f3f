/** The command that the page copies measures the page's experiment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedOf } from '../../src/analysis/quantities.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { QuantityName } from '../../src/experiment/axes.ts';
import { sweepCommand } from '../../src/experiment/command.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment, effective } from '../../src/experiment/fields.ts';
import { presets } from '../../src/experiment/presets.ts';
import { readFlags } from '../../src/terminal/command_line.ts';
import { experimentOf, terminalFields } from '../../src/terminal/flags.ts';
import { runCommand } from './terminal_double.ts';

const small = { networks: 7, hiddenSize: 6, steps: 12, warmUp: 4 };

/** What a shell makes of a command that needs no quotes: `npm run -s cli --` and the words after it. */
function words(command: string): string[] {
  expect(command).toMatch(/^npm run -s cli -- sweep( --[a-z-]+(=[a-z0-9.,:+-]+)?)*$/);
  return command.split(' ').slice(5);
}

/** The experiment that the command line reads. */
const readBack = (command: string): Experiment =>
  experimentOf(readFlags(words(command).slice(1), [...terminalFields.map(({ name }) => name), 'engine']));

describe('a copied command', () => {
  it('says only what differs from the terminal’s defaults', () => {
    expect(sweepCommand(defaultExperiment, 'wasm')).toBe('npm run -s cli -- sweep --gain=0.1:2');
    expect(sweepCommand({ ...defaultExperiment, gain: 1.2 }, 'wasm')).toBe('npm run -s cli -- sweep');
    expect(
      sweepCommand({ ...defaultExperiment, cell: 'gru', inputScale: 1, sharedInput: true }, 'webgpu'),
    ).toBe('npm run -s cli -- sweep --cell=gru --gain=0.1:2 --input-scale=1 --shared-input --engine=webgpu');
  });

  it('is read back as the experiment, whatever it is', () => {
    for (const { experiment } of presets) {
      const whole = { ...defaultExperiment, ...experiment };
      expect(readBack(sweepCommand(whole, 'wasm'))).toEqual(whole);
    }
    const finite = (min: number, max: number) =>
      fc.double({ min, max, noNaN: true }).map((value) => value + 0);
    fc.assert(
      fc.property(
        fc.record({
          cell: fc.constantFrom('rnn', 'lstm'),
          activation: fc.constantFrom('tanh', 'leaky-relu'),
          inputScale: fc.constantFrom(0, 1),
          forgetBias: finite(-10, 10),
          negativeSlope: finite(0, 1),
          biasScale: fc.oneof(finite(0, 5), fc.constant([1e-7, 5] as const)),
          sharedInput: fc.boolean(),
          seed: fc.integer({ min: 0, max: 4_294_967_295 }),
        }),
        fc.constantFrom('webgpu', 'wasm', 'reference'),
        (change, engine) => {
          const experiment: Experiment = { ...defaultExperiment, ...change };
          expect(readBack(sweepCommand(experiment, engine))).toEqual(effective(experiment));
        },
      ),
    );
  });

  it('asks for what the axes show and no file has unasked', async () => {
    const shown = (x: QuantityName, y: QuantityName) =>
      sweepCommand({ ...defaultExperiment, ...small, gain: 1.2 }, 'wasm', askedOf([x, y]));
    expect(shown('radius', 'decades')).not.toContain('--quantity');
    expect(shown('rest', 'parameter-norm')).toMatch(/ --quantity=rest,parameter-norm$/);
    expect(shown('state-norm', 'state-norm')).toMatch(/ --quantity=state-norm$/);
    const command = sweepCommand(
      { ...defaultExperiment, ...small },
      'reference',
      askedOf(['rest', 'state-norm']),
    );
    const { status, stdout } = await runCommand(words(command));
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout).networks[0])).toEqual(
      expect.arrayContaining(['restRadius', 'log10StateNorm']),
    );
  });

  it('prints the numbers that the page’s engine measures', async () => {
    const experiment: Experiment = {
      ...{ ...defaultExperiment, ...small },
      ...{ cell: 'lstm', forgetBias: -1, gain: [0.5, 3], inputScale: 0.5, sharedInput: true, seed: 77 },
    };
    const { status, stdout } = await runCommand(words(sweepCommand(experiment, 'reference')));
    expect(status).toBe(0);
    const { experiment: printed, networks } = JSON.parse(stdout);
    expect(printed).toEqual(experiment);
    const { signal } = new AbortController();
    let index = 0;
    for await (const measurement of new ReferenceEngine().measure(experiment, { signal })) {
      for (let i = 0; i < measurement.count; i++, index++) {
        const times = measurement.log10GradientNorm.length / measurement.count;
        expect(networks[index].log10GradientNorm).toBe(measurement.log10GradientNorm[i * times]);
        expect(networks[index].spectralRadius).toBe(measurement.spectralRadius[i]);
      }
    }
    expect(index).toBe(small.networks);
  });
});
