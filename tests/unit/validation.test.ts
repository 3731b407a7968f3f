/** Validation passes an engine that is right, and turns red on one that is not. */

import { describe, expect, it } from 'vitest';
import type { ValidationRow } from '../../src/analysis/validation_row.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { activations, cells, ensembles, isGated } from '../../src/experiment/experiment.ts';
import { validation } from '../../src/laboratory/validation.ts';
import { spectrumErrors } from '../../src/laboratory/validation_checks.ts';
import { validate } from '../../src/terminal/validate.ts';
import { benchOf } from '../parity/bench.ts';
import { experimentWith } from '../parity/experiments.ts';
import { runCommand, terminalDouble } from './terminal_double.ts';
import { wrongEngines } from './wrong_engines.ts';

interface Report {
  readonly passed: boolean;
  readonly checks: ValidationRow[];
}

/** The first row that fails. */
async function firstFailure(engine: Engine): Promise<ValidationRow | undefined> {
  const selection = { cell: 'rnn', ensemble: 'ginibre', activation: 'tanh' } as const;
  for await (const { rows } of validation({ engines: ['wasm'], selection }, benchOf(engine))) {
    const failed = rows.find(({ passed }) => !passed);
    if (failed) return failed;
  }
  return undefined;
}

describe('validate', () => {
  it('passes the CPU engine, with a row for every cell, ensemble and activation', async () => {
    const { status, stdout, stderr } = await runCommand(['validate', '--engine', 'wasm']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { passed, checks }: Report = JSON.parse(stdout);
    expect(passed).toBe(true);
    const gradients = checks.filter(({ check }) => check === 'gradient, same trajectory');
    const rnns = gradients.filter(({ cell }) => cell === 'rnn');
    expect(rnns.map(({ ensemble, activation }) => [ensemble, activation])).toEqual(
      ensembles.flatMap((ensemble) => activations.map((activation) => [ensemble, activation])),
    );
    for (const cell of cells) {
      const own = gradients.filter((row) => row.cell === cell);
      if (isGated(cell)) expect(new Set(own.map(({ ensemble }) => ensemble))).toEqual(new Set(ensembles));
      else expect(new Set(own.map(({ activation }) => activation))).toEqual(new Set(activations));
    }
    expect(new Set(checks.map(({ check }) => check)).size).toBe(15);
  });

  it('ends with status 1 and FAILED on an engine that forgets to transpose', async () => {
    const open = wrongEngines['multiplies by W instead of its transpose'];
    const { terminal, written } = terminalDouble({ isTTY: true });
    const words = ['--engine', 'wasm', '--cell', 'rnn', '--activation', 'tanh'];
    const status = await validate(words, terminal, async () => {
      const sound = await WasmEngine.open();
      return open?.(sound) ?? sound;
    });
    expect(status).toBe(1);
    expect(written.stdout).toMatch(/gradient, same trajectory +rnn +ginibre +tanh .* FAILED\n/);
    // W = 1 is its own transpose.
    expect(written.stdout).toMatch(/gradient, same trajectory +rnn +identity +tanh .* passed\n/);
    expect(written.stderr).toMatch(/\d+ of \d+ checks failed\n$/);
  });

  it.each(Object.entries(wrongEngines))('is red on an engine that %s', async (_, open) => {
    expect(await firstFailure(open(await WasmEngine.open()))).toMatchObject({ passed: false });
  });

  it('takes an engine’s 0 for right where a draw is nilpotent', async () => {
    const experiment = experimentWith({ ensemble: 'sparse', density: 0.05, hiddenSize: 6, networks: 12 });
    const engine = await WasmEngine.open({ workers: 1 });
    const { signal } = new AbortController();
    const checks = await spectrumErrors(engine, experiment, signal);
    expect(checks.map(({ check, passed }) => [check, passed])).toContainEqual(['spectral radius', true]);
    engine.dispose();
  });

  it('stops when told to', async () => {
    const { status, stdout, stderr } = await runCommand(['validate', '--engine', 'wasm'], {
      signal: AbortSignal.abort(),
    });
    expect({ status, stdout, stderr }).toEqual({ status: 130, stdout: '', stderr: '' });
  });
});
