/** The shaders' module `facts`: what they share with TypeScript, in WGSL. */
import { constants } from '../facts/constants.ts';
import { type Kinds, kinds, snakeCase } from '../facts/kinds.ts';
import {
  carriedRecord,
  frameColumnRecord,
  growthRecord,
  normRecord,
  settingsRecord,
  slopesRecord,
} from '../facts/records.ts';
import { parametersRecord } from './parameters.ts';

export const factsModule = [
  ...Object.entries(constants).map(
    ([name, { kind, value }]) => `const ${name}: ${kinds[kind].wgsl} = ${value};`,
  ),
  struct('Parameters', parametersRecord.fields),
  struct('Settings', settingsRecord.fields),
  struct('Carried', carriedRecord.fields),
  struct('Norm', normRecord.fields),
  struct('FrameColumn', frameColumnRecord.fields),
  struct('Growth', growthRecord.fields),
  struct('Slopes', slopesRecord.fields),
].join('\n');

/** A struct of such fields. */
export function struct(name: string, fields: Kinds): string {
  const members = Object.entries(fields).map(
    ([field, kind]) => `  ${snakeCase(field)}: ${kinds[kind].wgsl},`,
  );
  return [`struct ${name} {`, ...members, '}'].join('\n');
}
