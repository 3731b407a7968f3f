/** A GPU whose dispatches are timed by its own clock, each in a pass of its own, by the label of their pipeline. */

/** Dispatches between two readings at most, for all that a set of queries may hold. */
const mostDispatches = 2048;

export interface TimedGpu {
  readonly gpu: GPU;
  /** Seconds by label since the last reading. */
  times(): Promise<ReadonlyMap<string, number>>;
}

/** @throws where the adapter has no timestamps */
export function timedGpu(plain: GPU): TimedGpu {
  const readers: (() => Promise<Map<string, number>>)[] = [];
  const gpu = {
    requestAdapter: async (options?: GPURequestAdapterOptions) => {
      const adapter = await plain.requestAdapter(options);
      if (!adapter) return null;
      return over(adapter, {
        requestDevice: async (descriptor?: GPUDeviceDescriptor) => {
          const device = await adapter.requestDevice({
            ...descriptor,
            requiredFeatures: [...(descriptor?.requiredFeatures ?? []), 'timestamp-query'],
            // The adapter's own limits, so that large layouts may be tried.
            requiredLimits: {
              maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
              maxBufferSize: adapter.limits.maxBufferSize,
            },
          });
          const { timed, read } = timedDevice(device);
          readers.push(read);
          return timed;
        },
      });
    },
  };
  return {
    gpu: over(plain, gpu),
    times: async () => {
      const sums = new Map<string, number>();
      for (const read of readers) {
        for (const [name, seconds] of await read()) sums.set(name, (sums.get(name) ?? 0) + seconds);
      }
      return sums;
    },
  };
}

function timedDevice(device: GPUDevice): { timed: GPUDevice; read: () => Promise<Map<string, number>> } {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * mostDispatches });
  let names: string[] = [];
  const timed = over(device, {
    createCommandEncoder: (descriptor?: GPUCommandEncoderDescriptor) => {
      const encoder = device.createCommandEncoder(descriptor);
      return over(encoder, {
        beginComputePass: () => {
          let pipeline: GPUComputePipeline | undefined;
          let group: [number, GPUBindGroup, Iterable<number>] | undefined;
          return {
            setPipeline: (next: GPUComputePipeline) => {
              pipeline = next;
            },
            setBindGroup: (...next: [number, GPUBindGroup, Iterable<number>]) => {
              group = next;
            },
            dispatchWorkgroups: (...groups: [number, number?, number?]) => {
              if (!pipeline || !group) return;
              const place = names.length;
              if (place >= mostDispatches)
                throw new RangeError(`More than ${mostDispatches} dispatches between readings`);
              names.push(pipeline.label);
              const pass = encoder.beginComputePass({
                timestampWrites: {
                  querySet,
                  beginningOfPassWriteIndex: 2 * place,
                  endOfPassWriteIndex: 2 * place + 1,
                },
              });
              pass.setPipeline(pipeline);
              pass.setBindGroup(...group);
              pass.dispatchWorkgroups(...groups);
              pass.end();
            },
            end: () => undefined,
          };
        },
      });
    },
  });
  const read = async () => {
    const taken = names;
    names = [];
    const sums = new Map<string, number>();
    if (taken.length === 0) return sums;
    const size = 16 * taken.length;
    const resolved = device.createBuffer({
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder();
    encoder.resolveQuerySet(querySet, 0, 2 * taken.length, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const stamps = new BigUint64Array(staging.getMappedRange());
    for (const [place, name] of taken.entries()) {
      const nanoseconds = Number((stamps[2 * place + 1] ?? 0n) - (stamps[2 * place] ?? 0n));
      // Clocks may go backwards (https://github.com/webgpu/webgpu-samples/issues/329).
      sums.set(name, (sums.get(name) ?? 0) + Math.max(0, nanoseconds) / 1e9);
    }
    staging.destroy();
    resolved.destroy();
    return sums;
  };
  return { timed, read };
}

/** A thing with some of its methods replaced; the others are called on the thing itself. */
function over<Thing extends object>(thing: Thing, own: object): Thing {
  return new Proxy(thing, {
    get(target, name) {
      if (name in own) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
