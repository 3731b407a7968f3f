/** The Kubernetes example: its objects are what Kubernetes takes, and its command measures every network once. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetMetadata } from 'hyparquet';
import { validate as validateJob } from 'kubernetes-models/_schemas/IoK8sApiBatchV1Job';
import { validate as validateClaim } from 'kubernetes-models/_schemas/IoK8sApiCoreV1PersistentVolumeClaim';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const yaml = readFileSync(join(root, 'examples/kubernetes/sweep.yaml'), 'utf8');
const [claim, job] = parseAllDocuments(yaml).map((document) => document.toJS());

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Whether an object is what its schema allows, and the places in it of which the schema knows nothing: Kubernetes lets those be, and a word
 * that is misspelt would change nothing. A compiled schema has looked at all that it knows.
 */
function checked(object: unknown, validate: (data: unknown) => boolean) {
  const known = new Set<string>();
  const watched = (value: unknown, place: string): unknown =>
    typeof value === 'object' && value !== null
      ? new Proxy(value, {
          get: (target, key) => {
            const own: unknown = Reflect.get(target, key);
            if (typeof key === 'string') known.add(`${place}/${key}`);
            return watched(own, `${place}/${String(key)}`);
          },
        })
      : value;
  const isValid = validate(watched(object, ''));
  return { isValid, unknown: placesIn(object).filter((place) => !known.has(place)) };
}

/** The places of what an object has, those of maps that anybody may fill aside. */
function placesIn(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, own]) => [
    `${place}/${key}`,
    ...placesIn(own, `${place}/${key}`),
  ]);
}

it('has objects as Kubernetes’ schemas have them, and no word that they do not know', () => {
  expect(checked(claim, validateClaim)).toEqual({ isValid: true, unknown: [] });
  expect(checked(job, validateJob)).toEqual({ isValid: true, unknown: [] });
  // The check itself: what is misspelt, and what is of another kind.
  const misspelt = { ...job, spec: { ...job.spec, completionsMode: 'Indexed' } };
  expect(checked(misspelt, validateJob).unknown).toEqual(['/spec/completionsMode']);
  const ofWords = { ...job, spec: { ...job.spec, completions: 'all' } };
  expect(checked(ofWords, validateJob).isValid).toBe(false);
});

it('has a shard for each index, in the claimed place', () => {
  const { spec } = job;
  const [container] = spec.template.spec.containers;
  const env = Object.fromEntries(
    container.env.map(({ name, value }: Record<string, string>) => [name, value]),
  );
  expect(spec.completionMode).toBe('Indexed');
  expect(String(spec.completions)).toBe(env.SHARDS);
  expect(container.volumeMounts).toEqual([
    { name: spec.template.spec.volumes[0].name, mountPath: env.RESULTS },
  ]);
  expect(spec.template.spec.volumes[0].persistentVolumeClaim.claimName).toBe(claim.metadata.name);
});

it('measures all networks, each once, whichever pods were started twice', () => {
  const { command, args } = job.spec.template.spec.containers[0];
  const own = join(folder, 'vanishing-point');
  writeFileSync(own, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'scripts/cli.mjs')}' "$@"\n`);
  chmodSync(own, 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, RESULTS: folder };
  const [shell, ...options] = [...command, ...args];
  for (const index of [2, 0, 1, 0])
    execFileSync(shell, options, {
      env: { ...env, NETWORKS: '100', SHARDS: '3', JOB_COMPLETION_INDEX: String(index) },
      stdio: 'ignore',
    });
  execFileSync(process.execPath, [join(root, 'examples/slurm/merge.mjs'), folder], { stdio: 'pipe' });
  const { buffer } = new Uint8Array(readFileSync(join(folder, 'merged.parquet')));
  expect(Number(parquetMetadata(buffer).num_rows)).toBe(100);
});
