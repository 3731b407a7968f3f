/** What the command line takes, from the same table that reads it. */

import { ruleNames } from '../analysis/diagnosis/diagnosis.ts';
import { trainingFields } from '../analysis/diagnosis/training_fields.ts';
import { quantityNames } from '../experiment/axes.ts';
import { terminalDefault } from '../experiment/command.ts';
import { mapFields, mapLimits } from '../experiment/field_map.ts';
import { formatField } from '../experiment/field_text.ts';
import { type Field, type FieldKind, fieldTable, mostGivenSteps } from '../experiment/fields.ts';
import { defaultLearning, learningFields } from '../experiment/learning.ts';
import { engineNames } from '../experiment/provenance.ts';
import { mostCurveUpdates } from '../files/learning_curves_file.ts';
import { ungatedCells } from '../networks/given/layer_summary.ts';
import { batchAxes } from '../networks/given/model_sequence.ts';
import { kindFields } from '../networks/given/ungated_kind.ts';
import { mostEvery } from '../networks/lyapunov.ts';
import { terminalFields } from './flags.ts';
import { mostSaved, usuallySaved } from './learnt_folder.ts';
import { mapDefaults, mapFieldFlags } from './map.ts';
import { askable } from './sweep_asked.ts';
import { textTable } from './text_table.ts';
import { trainedFields } from './training_asked.ts';

const analyzeFlags = [
  [
    '--inputs',
    'X.npy|.csv|.npz[:KEY]',
    '–',
    'T × I, of a whole model also a batch, T × B × I or B × T × I; or T whole numbers that are places; random unless given.',
  ],
  [
    '--initial',
    'H0.npy[,C0.npy]',
    '–',
    'h_0, and for an LSTM c_0; 0, or random for a matrix without inputs.',
  ],
  ['--cotangent', 'V.npy', '–', '∂L/∂h_T; ones unless given. Of a whole model ∂L/∂output, [N] or [T × N].'],
  ['--one-hot', 'stands alone', '–', 'The whole numbers of the inputs are places of one-hot vectors.'],
  ['--tokens', 'stands alone, or =NAME', '–', 'They are rows of an embedding in the file.'],
  ['--loss', 'last|every', 'last', 'Of a whole model: Σ of its output at the last time, or at all times.'],
  [
    '--lengths',
    'T[,T]|L.npy',
    '–',
    'Of a whole model: the length of each sequence of a batch, as packed ones have.',
  ],
  ['--batch', batchAxes.join('|'), '–', 'Which axis of three is the batch, where nothing else tells.'],
  usually('steps', 'Random inputs, or the first so many of those given; of a whole model 10 000 at most.'),
  ['--times', 'linear|log', 'linear', 'Of more than 10 000 steps: which times norms are kept at.'],
  usually('activation', 'Of an RNN: its file does not say.'),
  ['--cell', ungatedCells.join('|'), 'rnn', 'Of weights without gates, which may be of any of these.'],
  ...kindFields
    .filter(({ kind }) => kind === 'real')
    .map((field) => [`--${field.name}`, allowed(field), '–', field.hint]),
  [
    '--layer',
    'NAME|all',
    '–',
    'One layer by its recurrent weight, such as weight_hh_l1, or a module, such as encoder, whole; a file of one module is read whole.',
  ],
  usually('seed', 'Key of random inputs and of a random initial state.'),
  [
    '--engine',
    `auto|${engineNames.join('|')}`,
    'auto',
    'What measures; auto is wasm, which also takes what is too large for webgpu.',
  ],
  ['--format', 'table|json', '–', 'A table is usual on a terminal, JSON on a pipe.'],
  ['--summary', 'stands alone', '–', 'JSON without what stands a number a step; of diagnose, without cures.'],
  ['--out', 'FILE.json', '–', 'Where to; without it a table on a terminal and JSON on a pipe.'],
];

const diagnoseFlags = [
  ...trainingFields.map(({ name, allowed, hint }) => [`--${name}`, allowed, '–', hint]),
  ['--fail-on', 'RULE[,RULE]', '–', `Status 1 where one is found: ${ruleNames.join(', ')}.`],
  [
    '--format',
    'table|json|github|junit',
    '–',
    'Annotations of GitHub’s, or JUnit XML: every rule a test that fails by --fail-on, or of what is high.',
  ],
  [
    '--baseline',
    'FILE',
    '–',
    'A diagnosis as JSON, or a model: only what is new or worse is reported, and fails.',
  ],
  ['--out', 'FILE.json|.xml', '–', 'JSON or JUnit XML; with --format besides, that goes to the terminal.'],
];

/** A field that `analyze` takes as `sweep` does. */
function usually(key: 'steps' | 'activation' | 'seed', hint: string): string[] {
  const field = fieldTable[key];
  return [`--${field.name}`, allowed(field), String(terminalDefault[key]), hint];
}

/** Of those that write a file a shard. */
const resumeFlag = [
  '--resume',
  'stands alone',
  '–',
  'Leaves files as they are that are there, whole, and of the same networks, engine and version.',
];

/** Those of `sweep`. */
const sweepFlags = [
  ...terminalFields.map(fieldFlag),
  [
    '--quantity',
    'NAME[,NAME]',
    '–',
    `Measured and printed too: ${askable.map(({ name, label }) => `${name} (${label})`).join(', ')}.`,
  ],
  ['--engine', `auto|${engineNames.join('|')}`, 'auto', 'What measures; auto is wasm.'],
  [
    '--shard',
    'i/n',
    '1/1',
    'Measures one of n equal parts of the networks, with their numbers in the whole.',
  ],
  ['--out', 'FILE.json|.csv|.parquet', '–', 'Where to; without it a table on a terminal and JSON on a pipe.'],
  resumeFlag,
];

/** Those that `spectrum` has besides. */
const spectrumFlags = [
  ['--exponents', 'K', 'all', 'The K largest; where there are more than 64, the largest 16 unless said.'],
  [
    '--every',
    `1 to ${mostEvery}`,
    'measured',
    'Steps between two orthonormalisations; as many as a few networks say they can bear.',
  ],
  ['--out', 'FILE.json|.csv', '–', 'Where to; without it a table on a terminal and JSON on a pipe.'],
];

/** Those that `map` has besides the fields. */
const mapFlags = [
  [
    '--FIELD a:b',
    'two of them',
    '–',
    `Two of ${mapFields.map(({ name }) => `--${name}`).join(', ')}; the first is to the right.`,
  ],
  ['--cells', 'COLUMNSxROWS', mapDefaults.cells, 'Cells; of whole numbers each is one at most once.'],
  [
    '--networks-per-cell',
    `${mapLimits.networks.minimum} to ${mapLimits.networks.maximum}`,
    String(mapDefaults.networks),
    'Networks, the same ones in every cell.',
  ],
  ['--quantity', 'NAME', mapDefaults.quantity, `One of ${quantityNames.join(', ')}.`],
  ['--engine', `auto|${engineNames.join('|')}`, 'auto', 'What measures; auto is wasm.'],
  ['--out', 'FILE.json|.csv', '–', 'Where to; without it a picture on a terminal and JSON on a pipe.'],
];

/** Those of `train`. */
const trainFlags = [
  ...learningFields.map((field) => [
    `--${field.name}`,
    allowed(field),
    formatField(field, defaultLearning[field.key]),
    field.hint,
  ]),
  ...trainedFields.map((field) => [
    `--${field.name}`,
    allowed(field),
    formatField(field, terminalDefault[field.key]),
    field.hint,
  ]),
  [
    '--RANGE a:b',
    'any number but --updates and --networks',
    '–',
    'Every network has its own of it, evenly spread.',
  ],
  ['--engine', `auto|${engineNames.join('|')}`, 'auto', 'What they learn on; auto is wasm.'],
  ['--precision', 'auto|float64', 'auto', 'What is reckoned in: the engine’s own, or float64.'],
  [
    '--shard',
    'i/n',
    '1/1',
    'Only one of n equal parts of the networks learns, with their numbers in the whole.',
  ],
  ['--format', 'table|json', '–', 'A table is usual on a terminal, JSON on a pipe.'],
  ['--out', 'FILE.json|.csv|.parquet', '–', 'Where to; without it a table on a terminal and JSON on a pipe.'],
  [
    '--curves',
    'FILE.json|.csv|.parquet',
    '–',
    `Loss and gradient norm of every network at up to ${mostCurveUpdates} updates.`,
  ],
  resumeFlag,
  [
    '--save',
    'FOLDER',
    '–',
    'Weights as .safetensors that PyTorch loads; the folder must be empty, or not there.',
  ],
  [
    '--save-networks',
    'best:K|all|i,j,…',
    usuallySaved,
    `Which: the K of least final loss, all, or those of some indices; ${mostSaved} at most.`,
  ],
];

const validateFlags = ['cell', 'ensemble', 'activation'].flatMap((name) =>
  terminalFields
    .filter((field) => field.name === name)
    .map((field) => [`--${name}`, allowed(field), '–', 'Only the checks of one.']),
);
const engineFlag = [['--engine', engineNames.join('|'), 'all', 'Which engine; every one unless said.']];

const startedFields = [...kindFields.map(({ name }) => name), ...['hidden-size', 'seed']];

const adviseFlags = [
  [
    '--lag',
    `1 to ${mostGivenSteps}`,
    '–',
    'Steps between what the loss hangs on and the loss; it must be said. Every start is followed over it: the longest takes minutes.',
  ],
  ...terminalFields
    .filter(({ name }) => startedFields.includes(name))
    .map((field) => [`--${field.name}`, allowed(field), '–', field.hint]),
  ['--input-size', 'a whole number', '–', 'Inputs of the layer.'],
  ['--steps', 'the lag or more', '–', 'How long sequences are, where it is known.'],
  ['--format', 'table|json', '–', 'A table is usual on a terminal, JSON on a pipe.'],
];

interface Page {
  readonly usage: readonly string[];
  /** Its own flags, and those of others that it takes too, by a title each. */
  readonly tables: readonly (readonly [title: string, flags: readonly (readonly string[])[]])[];
}

const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  [
    'sweep',
    {
      usage: ['sweep [flags]            how far gradients travel in many random networks'],
      tables: [['flags of sweep', sweepFlags]],
    },
  ],
  [
    'spectrum',
    {
      usage: [
        'spectrum [flags]         Lyapunov exponents of each of them',
        '(the flags of sweep, and those below)',
      ],
      tables: [['flags of spectrum', spectrumFlags]],
    },
  ],
  [
    'map',
    {
      usage: [
        'map [flags]              the same networks all over a plane of two fields',
        '(the fields of sweep, two of them with a range, and --cells, --networks-per-cell, --quantity NAME, --engine, --out)',
      ],
      tables: [],
    },
  ],
  [
    'analyze',
    {
      usage: ['analyze WEIGHTS [flags]  your own network: PyTorch, Keras, ONNX, .npz and more'],
      tables: [['flags of analyze', analyzeFlags]],
    },
  ],
  [
    'diagnose',
    {
      usage: [
        'diagnose WEIGHTS [flags] what is wrong with it, where, and what to write instead',
        '(the flags of analyze, and those below)',
        '(of both, WEIGHTS may be several files, a captured step, or a folder of one training: a time line)',
      ],
      tables: [['flags of diagnose', diagnoseFlags]],
    },
  ],
  [
    'advise',
    {
      usage: [
        'advise --lag L [flags]   how to start a layer for a task that reaches L steps back, measured',
        '(--cell, --activation and what they need, --hidden-size, --input-size, --steps, --seed, --format)',
      ],
      tables: [],
    },
  ],
  [
    'train',
    {
      usage: ['train [flags]            many random networks learn a task, at once'],
      tables: [],
    },
  ],
  [
    'validate',
    {
      usage: [
        'validate [--engine …]    every kernel against float64; status 1 where one fails',
        '(--cell, --ensemble, --activation: only the checks of one)',
      ],
      tables: [],
    },
  ],
  [
    'bench',
    {
      usage: ['bench [--engine …]       how fast each engine is on this machine, in some seconds'],
      tables: [],
    },
  ],
]);

/** What else stands on the page of one command. */
const ownTables: ReadonlyMap<string, Page['tables']> = new Map<string, Page['tables']>([
  [
    'spectrum',
    [
      [
        'flags of sweep, which spectrum takes too',
        sweepFlags.filter(([name]) => name !== '--out' && name !== '--resume'),
      ],
    ],
  ],
  [
    'map',
    [
      ['flags of map', mapFlags],
      ['fields, as sweep has them', mapFieldFlags.map(fieldFlag)],
    ],
  ],
  ['diagnose', [['flags of analyze, which diagnose takes too', analyzeFlags]]],
  ['advise', [['flags of advise', adviseFlags]]],
  ['train', [['flags of train', trainFlags]]],
  ['validate', [['flags of validate', [...engineFlag, ...validateFlags]]]],
  ['bench', [['flags of bench', engineFlag]]],
]);

/** The text of `--help`: behind a command, what is its own, and a word on the others. */
export function help(command?: string): string {
  const page = command === undefined ? undefined : pages.get(command);
  if (page && command !== undefined) {
    const tables = [...page.tables, ...(ownTables.get(command) ?? [])];
    return [
      usageOf(page),
      ...tables.map(([title, flags]) => `\n${flagTable(title, flags)}`),
      `\nOther commands are ${[...pages.keys()].filter((name) => name !== command).join(', ')}; --help by itself says more.\n`,
    ].join('');
  }
  const all = [...pages.values()];
  return [
    ...all.map(usageOf),
    ...all.flatMap(({ tables }) => tables.map(([title, flags]) => `\n${flagTable(title, flags)}`)),
    '\n--version by itself says which one this is.\n',
  ].join('');
}

function fieldFlag(field: Field): string[] {
  return [`--${field.name}`, allowed(field), formatField(field, terminalDefault[field.key]), field.hint];
}

function usageOf({ usage: [first = '', ...more] }: Page): string {
  return `vanishing-point ${first}\n${more.map((line) => `  ${line}\n`).join('')}`;
}

function flagTable(title: string, flags: readonly (readonly string[])[]): string {
  const titles = [title, 'allowed', 'default', ''];
  return textTable(
    titles.map((column) => ({ title: column, align: 'left' })),
    flags,
  );
}

function allowed(field: FieldKind): string {
  switch (field.kind) {
    case 'choice':
      return field.options.map(({ value }) => value).join('|');
    case 'flag':
      return 'stands alone';
    case 'span':
      return `${field.minimum} to ${field.maximum}, or a:b`;
    default:
      return `${field.minimum} to ${field.maximum}`;
  }
}
