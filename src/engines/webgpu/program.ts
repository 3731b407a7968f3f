/** A list of dispatches and copies, handed to the GPU in submits no longer than a dispatch may be. */
import { writeRecord } from '../facts/records.ts';
import { checked } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { type Parameters, parametersRecord, parametersSize, parametersStride } from './parameters.ts';

interface Dispatch {
  readonly kernel: Kernel;
  readonly buffers: readonly GPUBuffer[];
  readonly parameters: Parameters;
  readonly workgroups: readonly [x: number, y: number, z?: number];
}

interface Copy {
  readonly from: GPUBuffer;
  readonly fromOffset: number;
  readonly to: GPUBuffer;
  readonly toOffset: number;
  readonly size: number;
}

type Task = { readonly operations: number } & ({ dispatch: Dispatch } | { copy: Copy });

export class Program {
  readonly #tasks: Task[] = [];
  #last: Promise<unknown> = Promise.resolve();

  dispatch(operations: number, dispatch: Dispatch): void {
    this.#tasks.push({ operations, dispatch });
  }

  copy(copy: Copy): void {
    this.#tasks.push({ operations: 0, copy });
  }

  /** Floating-point operations of all dispatches. */
  get operations(): number {
    return this.#tasks.reduce((sum, { operations }) => sum + operations, 0);
  }

  /**
   * Submits everything in order; what comes after may be submitted as soon as this resolves. Two submits are
   * in flight at most, so that the page's own drawing finds room between them and an abort is heard soon.
   * @throws the signal's reason, or what the device has to say against the work
   */
  async submit(device: GPUDevice, submitOperations: number, signal: AbortSignal): Promise<void> {
    const uniforms = checked(device, () => this.#uniforms(device));
    let previous: Promise<unknown> = uniforms.verdict;
    let slot = 0;
    try {
      for (const batch of this.#batches(submitOperations)) {
        const { verdict } = checked(device, () => {
          const encoder = device.createCommandEncoder();
          slot = encode(device, encoder, batch, uniforms.result, slot);
          device.queue.submit([encoder.finish()]);
        });
        const submitted = Promise.all([verdict, device.queue.onSubmittedWorkDone()]);
        // It is awaited in the next round, or not at all if this one fails.
        submitted.catch(() => undefined);
        await previous;
        signal.throwIfAborted();
        previous = submitted;
      }
    } finally {
      // The device keeps it until the submitted work is done.
      uniforms.result.destroy();
    }
    this.#last = previous;
  }

  /** Resolves when all that was submitted is done. @throws as `submit` does */
  async finished(): Promise<void> {
    await this.#last;
  }

  #uniforms(device: GPUDevice): GPUBuffer {
    const dispatches = this.#tasks.flatMap((task) => ('dispatch' in task ? [task.dispatch] : []));
    const buffer = device.createBuffer({
      label: 'parameters',
      size: Math.max(1, dispatches.length) * parametersStride,
      usage: GPUBufferUsage.UNIFORM,
      mappedAtCreation: true,
    });
    const view = new DataView(buffer.getMappedRange());
    dispatches.forEach(({ parameters }, i) => {
      writeRecord(parametersRecord, view, i * parametersStride, parameters);
    });
    buffer.unmap();
    return buffer;
  }

  *#batches(submitOperations: number): Generator<Task[]> {
    let batch: Task[] = [];
    let operations = 0;
    for (const task of this.#tasks) {
      if (batch.length > 0 && operations + task.operations > submitOperations) {
        yield batch;
        batch = [];
        operations = 0;
      }
      batch.push(task);
      operations += task.operations;
    }
    if (batch.length > 0) yield batch;
  }
}

/** Encodes a batch, its dispatches between two copies in one pass. Returns the next free uniform. */
function encode(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  batch: readonly Task[],
  uniforms: GPUBuffer,
  firstSlot: number,
): number {
  let slot = firstSlot;
  let pass: GPUComputePassEncoder | undefined;
  for (const task of batch) {
    if ('copy' in task) {
      pass?.end();
      pass = undefined;
      const { from, fromOffset, to, toOffset, size } = task.copy;
      encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, size);
      continue;
    }
    pass ??= encoder.beginComputePass();
    const { kernel, buffers, workgroups } = task.dispatch;
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, bindGroup(device, kernel, uniforms, buffers), [slot * parametersStride]);
    pass.dispatchWorkgroups(...workgroups);
    slot += 1;
  }
  pass?.end();
  return slot;
}

function bindGroup(
  device: GPUDevice,
  { name, layout }: Kernel,
  uniforms: GPUBuffer,
  buffers: readonly GPUBuffer[],
): GPUBindGroup {
  return device.createBindGroup({
    label: name,
    layout,
    entries: [
      { binding: 0, resource: { buffer: uniforms, size: parametersSize } },
      ...buffers.map((buffer, i) => ({ binding: i + 1, resource: { buffer } })),
    ],
  });
}
