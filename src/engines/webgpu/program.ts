/**
 * A list of dispatches and copies, handed to the GPU in submits no longer than a dispatch may be, and what is brought back
 * of them.
 */
import { writeRecord } from '../facts/records.ts';
import { answered } from './answered.ts';
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
  /** The buffer through which results come back, unless said. */
  readonly to?: GPUBuffer;
  readonly toOffset: number;
  readonly size: number;
}

type Task = { readonly operations: number } & ({ dispatch: Dispatch } | { copy: Copy });

/** What a program needs beside the buffers it works on. */
interface Supplies {
  /** What its dispatches are told. */
  readonly parameters: GPUBuffer;
  /** What results come back through; none where nobody has asked for any. */
  readonly staging: GPUBuffer | undefined;
}

export class Program {
  readonly #tasks: Task[] = [];
  /** Bytes of each result, in order, and of all. */
  readonly #results: number[] = [];
  #resultBytes = 0;
  #staging: GPUBuffer | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Floating-point operations of all dispatches. */
  operations = 0;
  /** How many tasks come before the mark. */
  #mark = 0;
  /** When all before the mark was done, on the clock of `performance.now`; undefined before that, and without a mark. */
  markedAt: number | undefined;

  dispatch(operations: number, dispatch: Dispatch): void {
    this.#tasks.push({ operations, dispatch });
    this.operations += operations;
  }

  copy(copy: Required<Copy>): void {
    this.#tasks.push({ operations: 0, copy });
  }

  /** Asks for `size` bytes of a buffer, the first unless said, as they are at this place in the list. */
  bringBack(from: GPUBuffer, size: number, fromOffset = 0): void {
    this.#tasks.push({ operations: 0, copy: { from, fromOffset, toOffset: this.#resultBytes, size } });
    this.#results.push(size);
    this.#resultBytes += size;
  }

  /** Has the moment noted at which everything so far is done. */
  mark(): void {
    this.#mark = this.#tasks.length;
  }

  /**
   * Submits everything in order; what comes after may be submitted as soon as this resolves. Two submits are
   * in flight at most, so that the page's own drawing finds room between them and an abort is heard soon. `progress` is
   * told how many operations have been done.
   * @throws the signal's reason, or what the device has to say against the work
   */
  async submit(
    device: GPUDevice,
    submitOperations: number,
    signal: AbortSignal,
    progress?: (operations: number) => void,
  ): Promise<void> {
    const { result: supplies, verdict: supplied } = checked(device, () => this.#supplies(device));
    this.#staging = supplies.staging;
    let previous: Promise<unknown> = supplied;
    let slot = 0;
    let handed = 0;
    let ahead = 0;
    let done = 0;
    try {
      for (const batch of this.#batches(submitOperations)) {
        const { verdict } = checked(device, () => {
          const encoder = device.createCommandEncoder();
          slot = encode(device, encoder, batch, supplies, slot);
          device.queue.submit([encoder.finish()]);
        });
        const submitted = Promise.all([verdict, answered('work', device.queue.onSubmittedWorkDone())]);
        // It is awaited in the next round, or not at all if this one fails.
        submitted.catch(() => undefined);
        handed += batch.length;
        if (handed === this.#mark) this.#note(submitted);
        await previous;
        signal.throwIfAborted();
        done += ahead;
        if (done > 0) progress?.(done);
        ahead = batch.reduce((sum, { operations }) => sum + operations, 0);
        previous = submitted;
      }
    } catch (error) {
      this.#staging?.destroy();
      throw error;
    } finally {
      // The device keeps them until the submitted work is done.
      supplies.parameters.destroy();
    }
    this.#last = previous;
  }

  /** What was asked for, in order, once all that was submitted is done. @throws as `submit` does */
  async results(): Promise<ArrayBuffer[]> {
    try {
      await this.#last;
      if (!this.#staging) return [];
      await answered('work', this.#staging.mapAsync(GPUMapMode.READ));
      const bytes = this.#staging.getMappedRange();
      let offset = 0;
      return this.#results.map((size) => {
        offset += size;
        return bytes.slice(offset - size, offset);
      });
    } finally {
      this.#staging?.destroy();
    }
  }

  #note(done: Promise<unknown>): void {
    done.then(
      () => {
        this.markedAt = performance.now();
      },
      () => undefined,
    );
  }

  #supplies(device: GPUDevice): Supplies {
    const dispatches = this.#tasks.flatMap((task) => ('dispatch' in task ? [task.dispatch] : []));
    const bytes = new ArrayBuffer(Math.max(1, dispatches.length) * parametersStride);
    const view = new DataView(bytes);
    dispatches.forEach(({ parameters }, i) => {
      writeRecord(parametersRecord, view, i * parametersStride, parameters);
    });
    const parameters = device.createBuffer({
      label: 'parameters',
      size: bytes.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(parameters, 0, bytes);
    const size = this.#resultBytes;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging = size > 0 ? device.createBuffer({ label: 'staging', size, usage }) : undefined;
    return { parameters, staging };
  }

  *#batches(submitOperations: number): Generator<Task[]> {
    let batch: Task[] = [];
    let operations = 0;
    for (const [place, task] of this.#tasks.entries()) {
      const full = operations + task.operations > submitOperations || place === this.#mark;
      if (batch.length > 0 && full) {
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
  { parameters, staging }: Supplies,
  firstSlot: number,
): number {
  let slot = firstSlot;
  let pass: GPUComputePassEncoder | undefined;
  for (const task of batch) {
    if ('copy' in task) {
      pass?.end();
      pass = undefined;
      const { from, fromOffset, to = staging, toOffset, size } = task.copy;
      if (to) encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, size);
      continue;
    }
    pass ??= encoder.beginComputePass();
    const { kernel, buffers, workgroups } = task.dispatch;
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, bindGroup(device, kernel, parameters, buffers), [slot * parametersStride]);
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
