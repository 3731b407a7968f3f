/**
 * Fetches networks that nobody here made, for tests/unit/registry_networks.test.ts: Silero's voice activity detectors, four LSTMs in
 * each of three ONNX files, out of a package of npm's. `node scripts/fetch_networks.mjs [FOLDER]`
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packed = {
  name: '@ricky0123/vad-web@0.0.31',
  sha256: 'd1a211cf1a2ed26297da52cc08de79e75d79838a274bfc6de546feb1f828c940',
};

const folder = process.argv[2] ?? fileURLToPath(new URL('../tests/registry_networks', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'networks-'));
try {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const words = ['pack', '--silent', '--pack-destination', scratch, packed.name];
  const file = execFileSync(npm, words, { encoding: 'utf8' }).trim();
  const archive = join(scratch, file);
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (found !== packed.sha256) {
    throw new Error(`${packed.name} has the checksum ${found}; ${packed.sha256} is expected`);
  }
  mkdirSync(folder, { recursive: true });
  const models = ['legacy', 'v5', 'v6'].map((version) => `package/dist/silero_vad_${version}.onnx`);
  execFileSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=2', ...models]);
  console.log(`${models.length} networks are in ${folder}.`);
} finally {
  rmSync(scratch, { recursive: true });
}
