/** The sizes that the scaling of a cost is taken from: three at least for every engine and axis. */

/** Of which an engine is spared some. */
const sizes = {
  hiddenSize: [4, 8, 16, 32, 64, 128, 256],
  steps: [100, 300, 1000, 10_000],
  networks: [4, 16, 64, 256, 1024, 4096],
};

/** The oracle is spared what takes it minutes, the others so few networks that most of what they have is idle. */
const engines = {
  wasm: { leastNetworks: 64, most: { hiddenSize: 256, steps: 10_000, networks: 4096 } },
  webgpu: { leastNetworks: 64, most: { hiddenSize: 256, steps: 10_000, networks: 4096 } },
  reference: { leastNetworks: 4, most: { hiddenSize: 64, steps: 1000, networks: 64 } },
};

/**
 * @param {keyof typeof engines} engine
 * @param {keyof typeof sizes} axis
 */
export function sizesOf(engine, axis) {
  const { leastNetworks, most } = engines[engine];
  return sizes[axis].filter((size) => size <= most[axis] && (axis !== 'networks' || size >= leastNetworks));
}
