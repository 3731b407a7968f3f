/**
 * The sources of the CPU kernels that are written by TypeScript: facts that it shares with them, and what finds a
 * cell, an activation or an ensemble by its place. scripts/kernels.mjs puts them into `assembly/generated/`.
 */
import { activations, ensembles } from '../../experiment/experiment.ts';
import { cellModules } from '../../networks/cells.ts';
import { constants } from '../facts/constants.ts';
import { constantCase, type Kinds, kinds, snakeCase } from '../facts/kinds.ts';
import { layoutGlobals, learningGlobals, parameterGlobals } from './globals.ts';

/** By file name. */
export function generatedSources(): Readonly<Record<string, string>> {
  return {
    'facts.ts': facts(),
    'learning.ts': lines([header, ...globals(learningGlobals)]),
    ...Object.fromEntries(dispatchers.map((dispatcher) => [`${dispatcher.folder}.ts`, dispatch(dispatcher)])),
  };
}

const header = '// Written by src/engines/wasm/generated.ts: what is changed here is lost.';

function facts(): string {
  const places = dispatchers.flatMap((dispatcher) =>
    dispatcher.names.map((name, place) => `export const ${placeName(dispatcher, name)}: u32 = ${place};`),
  );
  return lines([
    header,
    ...Object.entries(constants).map(
      ([name, { kind, value }]) => `export const ${name}: ${kinds[kind].assembly} = ${value};`,
    ),
    ...places,
    ...globals(layoutGlobals),
    ...globals(parameterGlobals),
  ]);
}

function globals(fields: Kinds): string[] {
  return Object.entries(fields).map(([name, kind]) => `export let ${name}: ${kinds[kind].assembly} = 0;`);
}

/** Functions that hand over to those of the same name in the module at a place. */
interface Dispatcher {
  /** Where the modules are, a file for each of the names. */
  readonly folder: string;
  readonly names: readonly string[];
  /** The global that says which. */
  readonly place: keyof typeof layoutGlobals | keyof typeof parameterGlobals;
  readonly functions: readonly Handed[];
}

interface Handed {
  readonly name: string;
  /** As AssemblyScript declares them. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly returns: string;
}

const dispatchers: readonly Dispatcher[] = [
  {
    folder: 'cells',
    names: cellModules,
    place: 'cell',
    functions: ['choose', 'chooseFrame'].map((name) => ({ name, parameters: {}, returns: 'void' })),
  },
  {
    folder: 'activations',
    names: activations,
    place: 'activation',
    functions: [
      {
        name: 'activateRow',
        parameters: { z: 'usize', up: 'v128', down: 'v128', h: 'usize', d: 'usize' },
        returns: 'v128',
      },
      { name: 'logTail', parameters: { z: 'f32' }, returns: 'f32' },
    ],
  },
  {
    folder: 'ensembles',
    names: ensembles,
    place: 'ensemble',
    functions: [
      {
        name: 'drawBlock',
        parameters: { matrix: 'usize', network: 'u32', block: 'u32' },
        returns: 'void',
      },
    ],
  },
];

function dispatch(dispatcher: Dispatcher): string {
  const { folder, names, functions } = dispatcher;
  return lines([
    header,
    ...names.map((own) => `import * as ${snakeCase(own)} from '../${folder}/${snakeCase(own)}';`),
    "import * as facts from './facts';",
    ...functions.flatMap((handed) => ['', ...handOver(dispatcher, handed)]),
  ]);
}

/** A place that nobody has stops the kernels. */
function handOver(dispatcher: Dispatcher, { name, parameters, returns }: Handed): string[] {
  const declared = Object.entries(parameters).map(([parameter, type]) => `${parameter}: ${type}`);
  const given = Object.keys(parameters).join(', ');
  return [
    `export function ${name}(${declared.join(', ')}): ${returns} {`,
    `  switch (facts.${dispatcher.place}) {`,
    ...dispatcher.names.map(
      (own) => `    case facts.${placeName(dispatcher, own)}: return ${snakeCase(own)}.${name}(${given});`,
    ),
    '    default: return unreachable();',
    '  }',
    '}',
  ];
}

function placeName({ place }: Pick<Dispatcher, 'place'>, name: string): string {
  return `${constantCase(place)}_${constantCase(name)}`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
