/** Brings buffers back from the device: copied into one staging buffer at the end of a program. */
import type { Program } from './program.ts';

export class Readback {
  readonly #device: GPUDevice;
  readonly #parts: { readonly buffer: GPUBuffer; readonly size: number }[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Asks for the first `size` bytes of a buffer. Returns the part's number. */
  add(buffer: GPUBuffer, size: number): number {
    this.#parts.push({ buffer, size });
    return this.#parts.length - 1;
  }

  /** Appends the copies to a program; `read` may be called once it has run. */
  appendTo(program: Program): { read: () => Promise<ArrayBuffer[]> } {
    const total = this.#parts.reduce((sum, { size }) => sum + size, 0);
    const staging = this.#device.createBuffer({
      label: 'staging',
      size: Math.max(4, total),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    let offset = 0;
    const offsets = this.#parts.map(({ buffer, size }) => {
      const toOffset = offset;
      program.copy({ from: buffer, fromOffset: 0, to: staging, toOffset, size });
      offset += size;
      return toOffset;
    });
    const read = async () => {
      await staging.mapAsync(GPUMapMode.READ);
      const bytes = staging.getMappedRange();
      const parts = this.#parts.map(({ size }, i) => {
        const start = offsets[i] ?? 0;
        return bytes.slice(start, start + size);
      });
      staging.destroy();
      return parts;
    };
    return { read };
  }
}
