/** A Slurm of one node, this machine, with a folder, ports and a key of its own: nothing of another Slurm is read or touched. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../scripts/slurm.mjs';

const execute = promisify(execFile);
const second = 1000;

export class OneNode {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #daemons: ChildProcess[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.#environment = { ...process.env, SLURM_CONF: join(folder, 'slurm.conf') };
  }

  /** @throws where it does not come up, with what its daemons said */
  static async start(): Promise<OneNode> {
    const node = new OneNode(mkdtempSync(join(tmpdir(), 'vanishing-point-slurm-')));
    try {
      await node.#start();
      return node;
    } catch (error) {
      const logs = node.#daemons.map(({ spawnfile }) => node.#logOf(spawnfile));
      await node.dispose();
      throw new Error(`Slurm did not start: ${error}\n${logs.join('\n')}`);
    }
  }

  /** Submits a batch script from a folder; resolves to the array's number. */
  async submit(folder: string, ...words: readonly string[]): Promise<string> {
    return (await this.#ask('sbatch', ['--parsable', ...words], folder)).trim();
  }

  /** Asks Slurm's controller. */
  control(...words: readonly string[]): Promise<string> {
    return this.#ask('scontrol', words);
  }

  /** The state of a task (`12_3`), in Slurm's words. */
  async stateOf(task: string): Promise<string> {
    return /JobState=(\w+)/.exec(await this.control('show', 'job', task))?.[1] ?? '';
  }

  /** Resolves once nothing waits or runs. */
  async quiet(): Promise<void> {
    await until('the queue is empty', async () => (await this.#ask('squeue', ['--noheader'])).trim() === '');
  }

  /** Stops all that runs, and leaves nothing behind. */
  async dispose(): Promise<void> {
    if (this.#daemons.length === 3) {
      await this.#ask('scancel', ['--user=root']).catch(() => {});
      await this.quiet().catch(() => {});
    }
    for (const daemon of this.#daemons.reverse()) await ended(daemon);
    rmSync(this.#folder, { recursive: true });
  }

  async #start(): Promise<void> {
    const at = (name: string) => join(this.#folder, name);
    // Munge wants its socket where anybody may look for it.
    chmodSync(this.#folder, 0o755);
    for (const name of ['state', 'spool']) mkdirSync(at(name));
    writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o400 });
    writeFileSync(at('slurm.conf'), await configuration(this.#folder));
    const options = ['key', 'pid', 'log', 'seed'].map((name) => `--${name}-file=${at(`munge.${name}`)}`);
    this.#run('munged', '--foreground', `--socket=${at('munge.socket')}`, ...options);
    await passed(second);
    this.#run('slurmctld', '-D', '-f', at('slurm.conf'));
    this.#run('slurmd', '-D', '-f', at('slurm.conf'));
    await until('the node is idle', async () => {
      const dead = this.#daemons.find(({ exitCode }) => exitCode !== null);
      if (dead) throw new Error(`${dead.spawnfile} has ended`);
      return (await this.#ask('sinfo', ['--noheader', '--format=%T']).catch(() => '')).trim() === 'idle';
    });
  }

  #run(name: string, ...words: readonly string[]): void {
    const program = findProgram(name);
    if (program === undefined) throw new Error(`there is no ${name}`);
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    this.#daemons.push(spawn(program, words, { env: this.#environment, stdio: ['ignore', log, log] }));
    closeSync(log);
  }

  #logOf(program: string): string {
    return readFileSync(join(this.#folder, `${program.split('/').at(-1)}.log`), 'utf8');
  }

  async #ask(program: string, words: readonly string[], cwd = this.#folder): Promise<string> {
    return (await execute(program, [...words], { cwd, env: this.#environment })).stdout;
  }
}

/** Waits for something to come true. @throws after five minutes */
export async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  for (const start = performance.now(); !(await isTrue()); await passed(second / 4))
    if (performance.now() - start > 300 * second) throw new Error(`waited five minutes until ${what}`);
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const end = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const patience = setTimeout(() => daemon.kill('SIGKILL'), 10 * second);
  await end;
  clearTimeout(patience);
}

/** What works without control groups and without a database. A task that is requeued waits for the credential of its first try to expire. */
async function configuration(folder: string): Promise<string> {
  const [name] = hostname().split('.');
  const [controller, node] = await freePorts();
  return `
ClusterName=vanishing-point
SlurmctldHost=${name}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
KillWait=5
NodeName=${name} NodeAddr=127.0.0.1 CPUs=${availableParallelism()}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** Two ports that nobody listens at. */
async function freePorts(): Promise<number[]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address) ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
