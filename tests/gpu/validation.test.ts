/** The table that the page shows of a person's own adapter, on this one. */
import { expect, it } from 'vitest';
import { validation } from '../../src/laboratory/validation.ts';
import { benchOf } from '../parity/bench.ts';
import { lendWebgpu } from './lenders.ts';

it('every check × cell × ensemble × activation is within its limit on the GPU', async () => {
  const failed: unknown[] = [];
  let checks = 0;
  for await (const { rows } of validation({ engines: ['webgpu'] }, benchOf(await lendWebgpu()))) {
    checks += rows.length;
    failed.push(...rows.filter(({ passed }) => !passed));
  }
  expect(failed).toEqual([]);
  expect(checks).toBeGreaterThan(400);
}, 600_000);
