/** What an installed package gives: the command, without sources, compilers or this project's dependencies. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('npm pack makes a package whose command measures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  try {
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: 'ignore', shell: true });
    const [archive = ''] = readdirSync(folder);
    execFileSync('tar', ['-xzf', archive], { cwd: folder });
    const command = join(folder, 'package', 'scripts', 'cli.mjs');
    const words = ['sweep', '--networks', '3', '--hidden-size', '8', '--steps', '5'];
    const { networks } = JSON.parse(
      execFileSync(process.execPath, [command, ...words], { encoding: 'utf8' }),
    );
    expect(networks).toHaveLength(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
