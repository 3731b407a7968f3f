/** `diagnose` for what guards a repository: many files, annotations, JUnit, what is new since a baseline. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleNames } from '../../src/analysis/diagnosis/diagnosis.ts';
import { differenceFrom } from '../../src/analysis/diagnosis/difference.ts';
import type { Diagnosis } from '../../src/analysis/diagnosis/rule.ts';
import { diagnosisGithub } from '../../src/files/diagnosis_github.ts';
import { diagnosisJunit } from '../../src/files/diagnosis_junit.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, stateDict } from './weight_file_bytes.ts';

let folder: string;
let [faint, sound, broken] = ['', '', ''];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  const shapes = { weight_ih_l0: [4, 2], weight_hh_l0: [4, 4] };
  faint = file('faint, 50%.safetensors', stateDict(shapes, 0.01));
  sound = file('sound.safetensors', stateDict({ weight_ih_l0: [1, 1], weight_hh_l0: [1, 1] }, 0.9));
  broken = file('broken.safetensors', 'nothing of the kind');
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, contents: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

const steps = ['--steps', '20', '--activation', 'identity'];
const run = (...words: string[]) => runCommand(['diagnose', ...words, ...steps]);

const finding: Diagnosis = {
  ...{ rule: 'vanishing', severity: 'high', layer: 'rnn.weight_hh_l0', direction: 'forward', step: 7 },
  ...{ evidence: { reach: 3 }, sentence: 'Less than 50 % is left: all\r\nof "it" & <more>.' },
  cure: { sentence: 'Say so.', code: { pytorch: 'a = 1\nb = 2' } },
  harm: 8,
};
const model = { file: 'a.pt', path: 'runs/a:1,2 50%.pt', layers: '1 layer' };
const report = (...findings: Diagnosis[]) =>
  ({ model, read: [], phase: 'alive', findings, gone: undefined }) as const;

describe('annotations', () => {
  it('escape what would end a line, a property or a command', () => {
    expect(diagnosisGithub([report(finding)], [])).toBe(
      '::error file=runs/a%3A1%2C2 50%25.pt,title=vanishing%2C rnn.weight_hh_l0 (forward)%2C step 7::Less than 50 %25 is left: all%0D%0Aof "it" & <more>.%0ASay so.%0Apytorch:%0A    a = 1%0A    b = 2\n',
    );
  });

  it.each([
    ['high', [], 'error'],
    ['medium', [], 'warning'],
    ['note', [], 'notice'],
    ['note', ['vanishing'], 'error'],
    // What fails nothing is no error, however bad it is.
    ['high', ['nan'], 'warning'],
    ['medium', ['nan'], 'warning'],
    ['note', ['nan'], 'notice'],
  ] as const)('of severity %s, where %j fails, are of level %s', (severity, fatal, level) => {
    expect(diagnosisGithub([report({ ...finding, severity })], fatal)).toMatch(
      new RegExp(`^::${level} file=[^\n]*\n$`),
    );
  });

  it('are none where nothing is found, and an error where a file is not read', async () => {
    expect(await run(sound, '--format', 'github')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stdout, stderr } = await run(broken, '--format', 'github');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^::error file=[^,]*broken\.safetensors,title=not read::[^\n]+\n$/);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe('JUnit', () => {
  const only = (rules: string[], fatal: string[], ...findings: Diagnosis[]) =>
    diagnosisJunit([report(...findings)], { rules, fatal });

  it('has a suite a file, a case a rule, and escapes whatever XML means something by', () => {
    expect(only(['nan', 'vanishing'], [], finding)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="vanishing-point diagnose" tests="2" failures="1" errors="0">
  <testsuite name="runs/a:1,2 50%.pt" tests="2" failures="1" errors="0" skipped="0">
    <testcase name="nan" classname="runs/a:1,2 50%.pt"/>
    <testcase name="vanishing" classname="runs/a:1,2 50%.pt">
      <failure message="Less than 50 % is left: all\r\nof &quot;it&quot; &amp; &lt;more&gt;." type="high">high: rnn.weight_hh_l0 (forward), step 7
Less than 50 % is left: all\r\nof &quot;it&quot; &amp; &lt;more&gt;.
Say so.
pytorch:
    a = 1
    b = 2</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('fails what is named, or all that is high where nothing is', () => {
    const medium = { ...finding, severity: 'medium' } as const;
    const failures = (...fatal: string[]) =>
      /failures="(\d)"/.exec(only(['nan', 'vanishing'], fatal, medium))?.[1];
    expect([failures(), failures('nan'), failures('vanishing')]).toEqual(['0', '0', '1']);
    expect(only(['vanishing'], [], medium)).toContain('<system-out>medium: ');
    expect(only(['vanishing'], ['nan'], finding)).not.toContain('<failure');
  });

  it('leaves out what XML cannot hold', () => {
    expect(only(['vanishing'], [], { ...finding, sentence: 'a\u0000\u001b\ud800b\u{1f600}' })).toContain(
      'message="a\ufffd\ufffd\ufffdb\u{1f600}"',
    );
  });

  it('of several files, one of which is not read, names every rule and counts the error', async () => {
    const out = join(folder, 'report.xml');
    const { status, stdout } = await run(faint, sound, broken, '--out', out);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const text = readFileSync(out, 'utf8');
    const tests = 2 * ruleNames.length + 1;
    expect(text).toContain(
      `<testsuites name="vanishing-point diagnose" tests="${tests}" failures="1" errors="1">`,
    );
    expect(text.match(/<testsuite /g)).toHaveLength(3);
    expect(text).toMatch(/<error message="[^"]+" type="not read"\/>/);
    for (const rule of ruleNames) expect(text).toContain(`<testcase name="${rule}"`);
    // Every element that opens is closed, in order.
    const open: string[] = [];
    for (const [, close, name = '', alone] of text.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!alone) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

describe('several files', () => {
  it('are one JSON, in the order of the command line, with the worst status', async () => {
    const { status, stdout, stderr } = await run(sound, broken, faint, '--fail-on', 'vanishing');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^[^\n]*broken\.safetensors[^\n]*\n$/);
    const { schema, files } = JSON.parse(stdout);
    expect(schema).toBe(1);
    expect(files.map(({ model: { path } }: { model: { path: string } }) => path)).toEqual([
      sound,
      broken,
      faint,
    ]);
    expect(files[0]).toMatchObject({ findings: [], phase: 'alive' });
    expect(files[1]).toEqual({ model: { path: broken }, error: stderr.trim() });
    expect(files[2]).toMatchObject({ phase: 'vanishing', findings: [{ rule: 'vanishing' }] });
    expect((await run(sound, faint, '--fail-on', 'vanishing')).status).toBe(1);
    expect((await run(sound, faint)).status).toBe(0);
  });

  it('of which one alone is not read are as ever: a line, and status 2', async () => {
    const { status, stdout, stderr } = await run(broken);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  it('of one file is the object itself, and a summary has no cures', async () => {
    const whole = JSON.parse((await run(faint)).stdout);
    expect(Object.keys(whole)).toEqual(['model', 'read', 'findings', 'phase', 'schema']);
    const summary = JSON.parse((await run(faint, '--summary')).stdout);
    expect(Object.keys(summary)).toEqual(['model', 'findings', 'phase', 'schema']);
    const { cure, ...rest } = whole.findings[0];
    expect(cure.code.pytorch).toMatch(/orthogonal_/);
    expect(summary.findings[0]).toEqual(rest);
  });

  it('are a file and a table at once where both are asked for', async () => {
    const out = join(folder, 'both.json');
    const { stdout } = await run(faint, sound, '--out', out, '--format', 'table');
    // Two checkpoints may be of one name.
    expect(stdout.startsWith(`${faint}: 1 layer`)).toBe(true);
    expect(stdout).toMatch(/^[^\n]*faint, 50%\.safetensors: 1 layer.*; 1 found, worst first\n/);
    expect(stdout).toMatch(/\n[^\n]*sound\.safetensors: 1 layer.*; nothing found\n/);
    expect(JSON.parse(readFileSync(out, 'utf8')).files).toHaveLength(2);
  });
});

describe('a baseline', () => {
  const place = { rule: 'vanishing', layer: 'rnn.weight_hh_l0', direction: 'forward' } as const;
  it.each<[string, Partial<Diagnosis>, string | undefined]>([
    ['the same', {}, undefined],
    ['a little more harm', { harm: 8.7 }, undefined],
    ['a tenth more harm', { harm: 8.9 }, 'worse'],
    ['another step', { step: 2 }, undefined],
    ['less harm', { harm: 1 }, undefined],
    ['another layer', { layer: 'rnn.weight_hh_l1' }, 'new'],
    ['another direction', { direction: 'reverse' }, 'new'],
    ['another gate', { gate: 'f' }, 'new'],
  ])('to which %s is %s', (_, changed, change) => {
    const { findings } = differenceFrom([finding], [{ ...finding, ...changed }]);
    expect(findings.map((one) => one.change)).toEqual(change ? [change] : []);
  });

  it('tells a graver finding, and what is gone', () => {
    const before = { ...finding, severity: 'medium' } as const;
    expect(differenceFrom([before], [finding]).findings[0]?.change).toBe('worse');
    expect(differenceFrom([finding], [before])).toEqual({ findings: [], gone: [] });
    expect(differenceFrom([finding], [])).toEqual({ findings: [], gone: [place] });
  });

  it('of a diagnosis or a model leaves what is new, and fails by that alone', async () => {
    const earlier = join(folder, 'earlier.json');
    await run(faint, '--out', earlier);
    const same = await run(faint, '--baseline', earlier, '--fail-on', 'vanishing');
    expect(same.status).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ findings: [], gone: [] });
    const fresh = await run(faint, '--baseline', sound, '--fail-on', 'vanishing');
    expect(fresh.status).toBe(1);
    expect(JSON.parse(fresh.stdout).findings[0]).toMatchObject({ rule: 'vanishing', change: 'new' });
    const gone = await run(sound, '--baseline', faint, '--format', 'table');
    expect(gone.stdout).toMatch(
      /; nothing new, nothing worse\n\nno more: vanishing, weight_hh_l0 \(forward\)\n\n"weight_hh_l0" is read as one model/,
    );
  });

  it('of several files compares each with its own, by path and then by name', async () => {
    const earlier = join(folder, 'several.json');
    await run(faint, sound, '--out', earlier);
    const { files } = JSON.parse((await run(sound, faint, '--baseline', earlier)).stdout);
    for (const one of files) expect(one).toMatchObject({ findings: [], gone: [] });
    const moved = readFileSync(earlier, 'utf8').replaceAll(`${folder}/`, 'elsewhere/');
    const { stdout } = await run(sound, faint, '--baseline', file('moved.json', moved));
    for (const one of JSON.parse(stdout).files) expect(one).toMatchObject({ findings: [], gone: [] });
  });

  it('printed by an earlier release counts too', async () => {
    const { model, findings } = JSON.parse((await run(faint)).stdout);
    const old = {
      model: { file: model.file, layers: model.layers },
      read: [],
      findings: findings.map(({ harm: _, ...one }: Diagnosis) => one),
    };
    const path = file('old.json', JSON.stringify(old));
    expect(JSON.parse((await run(faint, '--baseline', path)).stdout).findings).toEqual([]);
  });
});

it.each<[string, string[], RegExp]>([
  ['a format', ['--format', 'yaml'], /--format must be one of table, json, github, junit; "yaml" is not/],
  ['an ending', ['--out', 'a.txt'], /--out must end in \.json or \.xml; "a\.txt" does not/],
  ['a switch with a value', ['--summary=perhaps'], /--summary stands alone; "perhaps" is too much/],
])('%s that is unknown is one line, with status 2', async (_, words, message) => {
  const { status, stdout, stderr } = await run(sound, ...words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

it.each<[string, string, RegExp]>([
  [
    'is JSON of something else',
    '{"networks": []}',
    /--baseline takes the JSON of diagnose or a file of weights; .* is JSON of something else/,
  ],
  ['has findings that are none', '{"model": {"file": "a"}, "findings": [1]}', /JSON of something else/],
  ['holds no file', '{"files": []}', /holds no file that was diagnosed/],
])('a baseline that %s is one line, with status 2', async (_, text, message) => {
  const { status, stderr } = await run(sound, '--baseline', file('wrong.json', text));
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

describe('what is said of the training', () => {
  const found = async (...words: string[]) => {
    const { stdout, stderr } = await run(...words);
    expect(stderr).toBe('');
    return JSON.parse(stdout).findings.map((one: Diagnosis) => `${one.severity} ${one.rule}`);
  };

  it('is judged: a lag, a truncation, a clip, a loss scale', async () => {
    // 0.9 a step: a decade in 22 steps.
    expect(await found(sound)).toEqual([]);
    expect(await found(sound, '--lag', '20')).toEqual([]);
    expect(await found(sound, '--truncation', '10')).toEqual(['medium truncation']);
    expect(await found(sound, '--truncation', '10', '--lag', '12')).toEqual(['high truncation']);
    // The window that is advised is two lags, or the whole sequence of 20 steps.
    expect(await found(sound, '--truncation', '12', '--lag', '12')).toEqual(['note truncation']);
    expect(await found(sound, '--truncation', '20', '--lag', '12')).toEqual([]);
    expect(await found(sound, '--truncation', '16', '--lag', '8')).toEqual([]);
    expect(await found(sound, '--clip', '0.01')).toEqual(['medium clipping']);
    expect(await found(sound, '--clip', '30')).toEqual([]);
    expect(await found(sound, '--loss-scale', '1e6')).toEqual(['medium float16']);
    // 0.04 a step: 1.4 decades.
    expect(await found(faint, '--lag', '1')).toEqual(['note vanishing']);
    expect((await found(faint, '--lag', '3'))[0]).toBe('medium lag');
    expect(await found(faint, '--lag', '9')).toEqual(['high lag']);
  });

  it.each<[string[], RegExp]>([
    [['--lag', '0'], /--lag must be a whole number above 0, not "0"/],
    [['--lag', '1.5'], /--lag must be a whole number above 0, not "1\.5"/],
    [['--truncation', 'ten'], /--truncation must be a whole number above 0, not "ten"/],
    [['--clip', '-1'], /--clip must be a number above 0, not "-1"/],
    [['--loss-scale', 'Infinity'], /--loss-scale must be a number above 0, not "Infinity"/],
    [['--lag', '21'], /--lag 21 lies beyond the 20 steps that are measured; --steps 21 or longer inputs/],
  ])('%j is one line, with status 2', async (words, message) => {
    const { status, stdout, stderr } = await run(sound, ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

it('a forward pass that leaves float64 is a finding, at its layer, step and gate', async () => {
  const shape = "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 1), }";
  const values = new Float64Array(20);
  values[6] = Number.MAX_VALUE;
  const inputs = file('huge.npy', npyBytes(shape, new Uint8Array(values.buffer)));
  const big = file('big.safetensors', stateDict({ weight_ih_l0: [4, 1], weight_hh_l0: [4, 1] }, 9));
  const { status, stdout } = await runCommand(['diagnose', big, '--inputs', inputs, '--fail-on', 'nan']);
  expect(status).toBe(1);
  const { findings, phase } = JSON.parse(stdout);
  expect(phase).toBeUndefined();
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ rule: 'nan', layer: 'weight_hh_l0', step: 7, gate: 'i' });
});
