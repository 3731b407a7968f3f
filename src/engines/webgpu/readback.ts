/** Brings buffers back from the device: copied into one staging buffer at the end of a program. */
import type { Program } from './program.ts';

interface Part {
  readonly buffer: GPUBuffer;
  /** Bytes of it, from its start. */
  readonly size: number;
}

export class Readback {
  readonly #device: GPUDevice;
  readonly #parts: Part[] = [];
  #staging: GPUBuffer | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Asks for the first `size` bytes of a buffer. */
  add(buffer: GPUBuffer, size: number): void {
    this.#parts.push({ buffer, size });
  }

  /** Appends the copies to a program. */
  appendTo(program: Program): void {
    const staging = this.#device.createBuffer({
      label: 'staging',
      size: this.#parts.reduce((sum, { size }) => sum + size, 0),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    this.#staging = staging;
    let offset = 0;
    for (const { buffer, size } of this.#parts) {
      program.copy({ from: buffer, fromOffset: 0, to: staging, toOffset: offset, size });
      offset += size;
    }
  }

  /** What was asked for, in order, once the program has run. */
  async read(): Promise<ArrayBuffer[]> {
    const staging = this.#staging;
    if (!staging) throw new Error('Nothing was copied to be read back');
    await staging.mapAsync(GPUMapMode.READ);
    const bytes = staging.getMappedRange();
    let offset = 0;
    return this.#parts.map(({ size }) => {
      offset += size;
      return bytes.slice(offset - size, offset);
    });
  }

  /** Gives the staging buffer back. */
  destroy(): void {
    this.#staging?.destroy();
  }
}
