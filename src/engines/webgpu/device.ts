/** The way to a GPU: an adapter that can do the work, a device on it, and what to call it. */

import { NoAnswerError } from '../deadline.ts';
import { answered } from './answered.ts';
import type { Adapter } from './shape.ts';

/** Why there is no usable GPU, in a sentence for a person. */
export class NoGpuError extends Error {
  override readonly name = 'NoGpuError';
}

export interface Gpu extends Adapter {
  readonly device: GPUDevice;
  /** As a person would say it, like "Apple M2" or "SwiftShader". */
  readonly adapterName: string;
  /** Limits and features of the adapter, as WebGPU names them. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** The limits that kernels of this kind meet first. */
const namedLimits = [
  ...[
    'maxComputeWorkgroupStorageSize',
    'maxComputeInvocationsPerWorkgroup',
    'maxComputeWorkgroupsPerDimension',
  ],
  ...['maxStorageBufferBindingSize', 'maxBufferSize'],
] as const satisfies readonly (keyof GPUSupportedLimits)[];

const softwareAdapters = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

/**
 * Asks for a fresh adapter (a device needs one of its own) and a device with WebGPU's default limits, which
 * are all that the kernels need.
 * @param gpu where adapters come from: the browser unless said
 * @throws NoGpuError also where nobody answers
 */
export async function openGpu(gpu = browserGpu()): Promise<Gpu> {
  const opening = open(gpu);
  try {
    return await answered('opening', opening);
  } catch (error) {
    // A device that comes too late is wanted by nobody.
    opening.then(
      ({ device }) => device.destroy(),
      () => undefined,
    );
    throw error instanceof NoAnswerError ? new NoGpuError(error.message) : error;
  }
}

async function open(gpu: GPU): Promise<Gpu> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new NoGpuError('No GPU adapter here');
  const requiredFeatures: GPUFeatureName[] = adapter.features.has('subgroups') ? ['subgroups'] : [];
  const device = await adapter
    .requestDevice({ label: 'Vanishing Point', requiredFeatures })
    .catch((error: unknown) => {
      throw new NoGpuError(`The GPU adapter gave no device (${String(error)})`);
    });
  const { vendor, architecture, description, subgroupMinSize, subgroupMaxSize } = adapter.info;
  const fixed = device.features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  const adapterName = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  const names = [vendor, architecture, adapter.info.device, description].join(' ');
  return {
    device,
    adapterName,
    software: adapter.info.isFallbackAdapter || softwareAdapters.test(names),
    subgroupSize: fixed ? subgroupMinSize : 0,
    facts: factsOf(adapter),
  };
}

function factsOf({ info, limits, features }: GPUAdapter): [name: string, value: string][] {
  const { vendor, architecture, description, subgroupMinSize, subgroupMaxSize } = info;
  return [
    ...Object.entries({ vendor, architecture, description }).filter(([, value]) => value !== ''),
    ['subgroups', `${subgroupMinSize} to ${subgroupMaxSize} invocations`],
    ...namedLimits.map((name): [string, string] => [name, String(limits[name])]),
    ['features', [...features].sort().join(', ') || 'none'],
  ];
}

function browserGpu(): GPU {
  if (typeof navigator !== 'undefined' && navigator.gpu) return navigator.gpu;
  throw new NoGpuError('This browser has no WebGPU');
}
