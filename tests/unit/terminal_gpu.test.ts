/** The GPU from a terminal: the same numbers on a real driver, and plain words where there is none. */

import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { softwareDriver } from '../../scripts/browser.mjs';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { NoGpuError } from '../../src/engines/webgpu/device.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { overEngines } from '../../src/laboratory/engines.ts';
import { analyze } from '../../src/terminal/analyze.ts';
import { enginesBench, enginesNamed } from '../../src/terminal/node_engine.ts';
import { openNodeGpu } from '../../src/terminal/node_gpu.ts';
import { ProgressBar } from '../../src/terminal/progress_bar.ts';
import { UsageError } from '../../src/terminal/usage_error.ts';
import { fixtures } from './given_files.ts';
import { terminalDouble } from './terminal_double.ts';

const script = new URL('../../scripts/cli.mjs', import.meta.url).pathname;

describe('sweep --engine webgpu', () => {
  // Below the edge of chaos, where two float32 engines stay together.
  const experiment = ['--networks', '40', '--hidden-size', '20', '--gain', '0.3:0.9', '--input-scale', '0.2'];

  function sweep(engine: EngineName, environment: Record<string, string>) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [script, 'sweep', ...experiment, '--engine', engine],
      { encoding: 'utf8', env: { ...process.env, ...environment } },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  it('measures on the driver that is there, as the CPU does', async () => {
    const gpu = sweep('webgpu', await softwareDriver());
    const cpu = sweep('wasm', {});
    expect(gpu.engine).toEqual({ name: 'webgpu', device: expect.stringMatching(/SwiftShader/) });
    expect(gpu.experiment).toEqual(cpu.experiment);
    expect(gpu.networks).toHaveLength(40);
    gpu.networks.forEach((network: Record<string, number>, place: number) => {
      const other = cpu.networks[place];
      expect(network).toMatchObject({ index: place, gain: other.gain, status: 'ok' });
      expect(network.spectralRadius).toBeCloseTo(other.spectralRadius, 4);
      expect(network.spectralNorm).toBeCloseTo(other.spectralNorm, 4);
      expect(Math.abs(Number(network.log10GradientNorm) - Number(other.log10GradientNorm))).toBeLessThan(
        2e-4,
      );
      expect(network.log10GradientNorm).toBeLessThan(0);
    });
  });
});

describe('analyze --engine webgpu', () => {
  it('measures a layer out of a file on the driver that is there, as the CPU does', async () => {
    const environment = await softwareDriver();
    const analyze = (engine: EngineName) => {
      const words = [script, 'analyze', fixtures('lstm.safetensors'), '--engine', engine];
      const env = { ...process.env, ...environment };
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const [gpu, cpu] = [analyze('webgpu'), analyze('wasm')];
    expect(gpu.read.at(-2)).toMatch(/^Engine: webgpu, float32, .*SwiftShader/);
    expect(gpu.spectralRadius).toBeCloseTo(cpu.spectralRadius, 4);
    expect(gpu.log10GradientNorm).toHaveLength(101);
    gpu.log10GradientNorm.forEach((norm: number, t: number) => {
      expect(norm).toBeCloseTo(cpu.log10GradientNorm[t], 3);
    });
  });

  /** Runs the command on a layer of eight units, where the GPU's engine takes so many. */
  async function analyzed(givenUnits: number) {
    const opened: EngineName[] = [];
    class Double extends ReferenceEngine {
      constructor(readonly name: EngineName) {
        super();
      }
      override describe() {
        const described = { ...super.describe(), name: this.name };
        return this.name === 'webgpu' ? { ...described, can: { ...described.can, givenUnits } } : described;
      }
    }
    const { terminal, written } = terminalDouble({ isTTY: false });
    const words = [fixtures('tanh.safetensors'), '--engine', 'webgpu', '--steps', '3'];
    const status = await analyze(words, terminal, async (engine) => {
      opened.push(engine);
      return new Double(engine);
    });
    expect(status).toBe(0);
    return { opened, read: JSON.parse(written.stdout).read.join('\n') };
  }

  it('leaves what is too large for it to the CPU, and says so', async () => {
    const small = await analyzed(8);
    expect(small.opened).toEqual(['webgpu']);
    expect(small.read).toMatch(/^Engine: webgpu, float64, one core\.$/m);
    const large = await analyzed(7);
    expect(large.opened).toEqual(['webgpu', 'wasm']);
    expect(large.read).toMatch(/^Engine: wasm, float64, one core, as webgpu takes no layer of 8 units\.$/m);
  });
});

describe('without a GPU', () => {
  it('says that the package is missing', async () => {
    const missing = openNodeGpu(() => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')));
    await expect(missing).rejects.toThrow(NoGpuError);
    await expect(missing).rejects.toThrow('npm’s optional package webgpu is not installed');
  });

  it('says that there is no adapter', async () => {
    const nothing = { requestAdapter: async () => null } as unknown as GPU;
    const driverless = openNodeGpu(async () => ({ create: () => nothing, globals: {} }));
    await expect(driverless).rejects.toThrow('No GPU adapter here');
  });

  it('says first that a layout means nothing', async () => {
    vi.stubEnv('VANISHING_POINT_TUNING', 'fastest');
    await expect(openNodeGpu()).rejects.toThrow(
      /^VANISHING_POINT_TUNING must be auto, off, or .*; "fastest" is not$/,
    );
    await expect(openNodeGpu()).rejects.toThrow(UsageError);
    vi.unstubAllEnvs();
  });

  it('goes on with the other engines unless it was asked for', async () => {
    const opened: EngineName[] = [];
    const open = async (name: EngineName): Promise<Engine> => {
      if (name === 'webgpu') throw new UsageError('no driver');
      opened.push(name);
      return new ReferenceEngine();
    };
    const { terminal, written } = terminalDouble({ isTTY: false });
    const bench = enginesBench(terminal, new ProgressBar(terminal.stderr, 'validate'), open);
    const names = (named: string | undefined) =>
      overEngines(enginesNamed(named), bench, async function* (engine) {
        yield engine.describe().name;
      });
    for await (const name of names(undefined)) expect(name).toBe('reference');
    expect(opened).toEqual(['wasm', 'reference']);
    expect(written.stderr).toBe('Without webgpu: no driver\n');
    await expect(names('webgpu').next()).rejects.toThrow('no driver');
  });
});
