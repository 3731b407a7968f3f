/** The Slurm in which the examples for clusters are run: where its programs are, and how to get them. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackages } from './debian.mjs';

/** Debian has daemons where only root looks. */
const folders = () => [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin'];

/**
 * Path of one of Slurm's or Munge's programs.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  return folders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Whether Slurm can be started here, by root: installs Debian's where there is none. */
export function provideSlurm() {
  const isThere = () => ['munged', 'slurmctld', 'slurmd', 'sbatch'].every((name) => findProgram(name));
  return process.getuid?.() === 0 && (isThere() || (installPackages('slurm-wlm', 'munge') && isThere()));
}
