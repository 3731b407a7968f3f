/** Buffers on the device: every one that an engine has is created here, and a lack of memory is heard of here. */
import { checked } from './errors.ts';

/** Storage that is copied from and to, or what is read by everybody alike. */
const storageUsage = 0x80 | 0x40 | 0x4 | 0x8; // STORAGE | UNIFORM | COPY_SRC | COPY_DST, also where the names are not defined

/** Bytes of each of some buffers. */
export type Sizes<Name extends string> = Readonly<Record<Name, number>>;

/** Some buffers of storage, which come and go together. */
export class Buffers<Name extends string> {
  readonly of: Readonly<Record<Name, GPUBuffer>>;
  readonly #sizes: Sizes<Name>;

  private constructor(of: Readonly<Record<Name, GPUBuffer>>, sizes: Sizes<Name>) {
    this.of = of;
    this.#sizes = sizes;
  }

  /** Creates all of them. @throws OutOfMemoryError, and none is left then */
  static async create<Name extends string>(device: GPUDevice, sizes: Sizes<Name>): Promise<Buffers<Name>> {
    const { result, verdict } = checked(device, () => {
      const created = Object.entries<number>(sizes).map(
        ([label, size]) => [label, device.createBuffer({ label, size, usage: storageUsage })] as const,
      );
      return new Buffers(Object.fromEntries(created) as Record<Name, GPUBuffer>, sizes);
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
  holds(sizes: Sizes<Name>): boolean {
    return Object.entries<number>(sizes).every(([name, size]) => size <= this.#sizes[name as Name]);
  }

  destroy(): void {
    for (const buffer of Object.values<GPUBuffer>(this.of)) buffer.destroy();
  }
}
