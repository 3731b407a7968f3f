/** Layers too large for an engine or for all eigenvalues: what is computed of them, and what is said of the rest. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals } from '../../src/networks/normal.ts';
import { lanczosShortfall, largestSingularValueBelow } from '../../src/networks/spectra/lanczos.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import { anySpectrumSteps, mostSpectralUnits, spectralNorm } from '../../src/networks/spectrum.ts';
import { runCommand } from './terminal_double.ts';
import { stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the norm from below', () => {
  const size = 240;
  const gaussian = normals(2, 0, 0, 0, size * size);
  const made = (of: (row: number, column: number) => number, length = size) =>
    Float64Array.from({ length: length * length }, (_, i) => of(Math.floor(i / length), i % length));

  it.each<[string, Float64Array, number]>([
    ['of a Gaussian', gaussian, size],
    ['of rank one', made((row, column) => (row + 1) * (column - 3)), size],
    ['of the identity', made((row, column) => (row === column ? 1 : 0)), size],
    ['of a shift', made((row, column) => (column === row + 1 ? 5 : 0)), size],
    ['of zeros', new Float64Array(size * size), size],
    ['of one number', Float64Array.of(-3), 1],
    [
      'of singular values close to one another',
      made((row, column) => (row === column ? 1 + row * 1e-6 : 0)),
      size,
    ],
  ])('%s', (_, matrix, units) => {
    const below = atOnce(largestSingularValueBelow(matrix, units));
    const norm = spectralNorm(matrix, units);
    expect(below).toBeLessThanOrEqual(norm * (1 + 1e-12));
    expect(below).toBeGreaterThanOrEqual(norm * (1 - lanczosShortfall));
  });

  it('is all that is said beyond the most units, however large or small the entries', () => {
    const units = mostSpectralUnits + 1;
    const matrix = new Float64Array(units * units);
    for (let i = 0; i < units; i++) matrix[i * units + i] = 1e-200 * (1 + i / units);
    const { radius, radiusError, values, norm } = atOnce(anySpectrumSteps(matrix, units));
    expect([radius, radiusError]).toEqual([Number.NaN, Number.NaN]);
    expect(values).toEqual([]);
    expect(norm / (1e-200 * (2 - 1 / units))).toBeGreaterThan(1 - lanczosShortfall);
    expect(norm).toBeLessThanOrEqual(2e-200);
  });
});

describe('a layer of 1100 units', () => {
  const units = 1100;
  const file = () => {
    const path = join(folder, 'large.safetensors');
    writeFileSync(path, stateDict({ weight_ih_l0: [units, 2], weight_hh_l0: [units, units] }, 1 / units));
    return path;
  };

  it('is measured as a model: ρ is null, ‖·‖₂ a bound, and both are said', async () => {
    const { status, stdout, stderr } = await runCommand(['analyze', file(), '--steps', '3']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const {
      hiddenSize,
      spectralRadius,
      spectralRadiusError,
      spectralNorm: norm,
      read,
      log10GradientNorm,
    } = JSON.parse(stdout);
    expect({ hiddenSize, spectralRadius, spectralRadiusError }).toEqual({
      ...{ hiddenSize: units, spectralRadius: null, spectralRadiusError: null },
    });
    // W is 1/N everywhere: of rank one and norm one.
    expect(norm).toBeCloseTo(1, 6);
    expect(log10GradientNorm.at(-1)).toBeCloseTo(Math.log10(Math.sqrt(units)), 12);
    expect(read).toContainEqual(
      expect.stringMatching(
        /^ρ is not computed of more than 1024 units \("weight_hh_l0"\); .* 0\.35 % short at most/,
      ),
    );
  });

  it('has a dash for ρ in a table, and no number that is none in a diagnosis', async () => {
    const table = await runCommand(['analyze', file(), '--steps', '3'], { isTTY: true });
    expect(table.stdout).toMatch(/ – +1\.0000/);
    expect(table.stdout).not.toMatch(/NaN/);
    const diagnosis = await runCommand(['diagnose', file(), '--steps', '3'], { isTTY: true });
    expect(diagnosis.status).toBe(0);
    expect(diagnosis.stdout).not.toMatch(/NaN/);
  });

  it('is refused by an engine, with the way out', async () => {
    const { status, stderr } = await runCommand([
      'analyze',
      file(),
      '--layer',
      'weight_hh_l0',
      '--steps',
      '3',
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /takes given networks of up to 1024 units, and 1100 are too many; the Model view and analyze --layer all take it/,
    );
  });
});
