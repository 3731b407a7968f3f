/** Buffers on the device: every one that an engine has is created here, and a lack of memory is heard of here. */
import { checked } from './errors.ts';

/** Storage that is copied from and to, or what is read by everybody alike. */
const storageUsage = 0x80 | 0x40 | 0x4 | 0x8; // STORAGE | UNIFORM | COPY_SRC | COPY_DST, also where the names are not defined

/** Bytes of each of some buffers. */
export type Sizes<Name extends string> = Readonly<Record<Name, number>>;

/** Bytes of all buffers here that a device has now. */
const bytesOn = new WeakMap<GPUDevice, number>();

/** Bytes of storage that a device holds now. */
export function bytesHeld(device: GPUDevice): number {
  return bytesOn.get(device) ?? 0;
}

/** Some buffers of storage, which come and go together. */
export class Buffers<Name extends string> {
  readonly of: Readonly<Record<Name, GPUBuffer>>;
  readonly #device: GPUDevice;
  readonly #sizes: Sizes<Name>;
  #destroyed = false;

  private constructor(device: GPUDevice, of: Readonly<Record<Name, GPUBuffer>>, sizes: Sizes<Name>) {
    this.of = of;
    this.#device = device;
    this.#sizes = sizes;
    this.#count(1);
  }

  /** Creates all of them. @throws OutOfMemoryError, and none is left then */
  static async create<Name extends string>(device: GPUDevice, sizes: Sizes<Name>): Promise<Buffers<Name>> {
    const { result, verdict } = checked(device, () => {
      const created = Object.entries<number>(sizes).map(
        ([label, size]) => [label, device.createBuffer({ label, size, usage: storageUsage })] as const,
      );
      return new Buffers(device, Object.fromEntries(created) as Record<Name, GPUBuffer>, sizes);
    });
    try {
      await verdict;
    } catch (error) {
      result.destroy();
      throw error;
    }
    return result;
  }

  /** Whether they are large enough for these sizes. */
  holds<Other extends string>(sizes: Sizes<Other>): this is Buffers<Other> {
    const own: Partial<Sizes<string>> = this.#sizes;
    return Object.entries<number>(sizes).every(([name, size]) => size <= (own[name] ?? -1));
  }

  destroy(): void {
    for (const buffer of Object.values<GPUBuffer>(this.of)) buffer.destroy();
    if (!this.#destroyed) this.#count(-1);
    this.#destroyed = true;
  }

  #count(sign: 1 | -1): void {
    const bytes = Object.values<number>(this.#sizes).reduce((sum, size) => sum + size, 0);
    bytesOn.set(this.#device, bytesHeld(this.#device) + sign * bytes);
  }
}
