/** A map's axes say what applies: shared input where some cell has an input, in a link and back. */
import { expect, it } from 'vitest';
import { overMap, readAddress, type View, writeAddress } from '../../src/experiment/address.ts';
import { applies, defaultExperiment, effective, fieldTable } from '../../src/experiment/fields.ts';

const view: View = { engine: 'auto', x: 'radius', y: 'decades' };
const shared = { ...defaultExperiment, sharedInput: true };
const driven = 'gain=0.1:3,input-scale=0:2,cells=32x32,networks=32';
const still = 'gain=0.1:3,bias-scale=0:2,cells=32x32,networks=32';

it('what needs an input applies where an axis reaches one', () => {
  const { sharedInput } = fieldTable;
  expect(applies(sharedInput, shared)).toMatch(/no input to share/);
  expect(applies(sharedInput, overMap(shared, driven))).toBe(true);
  expect(applies(sharedInput, overMap(shared, still))).toMatch(/no input to share/);
  expect(effective(shared).sharedInput).toBe(false);
  expect(effective(shared, overMap(shared, driven)).sharedInput).toBe(true);
  expect(effective(shared, overMap(shared, driven)).inputScale).toBe(defaultExperiment.inputScale);
});

it('a link with such a map keeps it, another does not', () => {
  const link = writeAddress(shared, { ...view, map: driven });
  expect(link).toContain('shared-input=true');
  expect(readAddress(link)).toMatchObject({ experiment: { sharedInput: true, inputScale: 0 }, notices: [] });
  for (const other of [view, { ...view, map: still }])
    expect(writeAddress(shared, other)).not.toContain('shared');
  expect(readAddress(link.replace('input-scale=', 'bias-scale=')).notices.join()).toContain(
    'no input to share',
  );
});
