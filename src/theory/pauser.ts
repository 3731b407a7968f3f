/** Lets messages in whenever a few milliseconds have gone by. */
export function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 8) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
