/** The trained example: what README says of it is what `analyze` says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { example } from './given_files.ts';
import { runCommand } from './terminal_double.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it.each([
  ['before', 'before training'],
  ['after', 'after'],
])('%s training', async (name, title) => {
  const { status, stdout } = await runCommand([
    ...['analyze', example(`first_letter_${name}.safetensors`), '--engine', 'reference'],
    ...['--inputs', example('first_letter_inputs.npy')],
  ]);
  expect(status).toBe(0);
  const { spectralRadius, spectralNorm, growthRate, log10GradientNorm, steps } = JSON.parse(stdout);
  expect(steps).toBe(40);
  const row = readme.split('\n').find((line) => line.startsWith(`| ${title} `)) ?? '';
  const printed = row.split('|').slice(2, 6);
  const digits = (text: string) => text.trim().split('.')[1]?.length ?? 0;
  const said = [spectralRadius, spectralNorm, growthRate, log10GradientNorm[0]].map((value, i) =>
    value.toFixed(digits(printed[i] ?? '')).replace('-', '−'),
  );
  expect(said).toEqual(printed.map((text) => text.trim()));
});

it('on random inputs, too', async () => {
  const words = ['analyze', example('first_letter_after.safetensors'), '--engine', 'reference'];
  const { growthRate, steps } = JSON.parse((await runCommand(words)).stdout);
  expect(readme.replace(/\s+/g, ' ')).toContain(
    `(On ${steps} random inputs its rate is ${growthRate.toFixed(3).replace('-', '−')}.)`,
  );
});
