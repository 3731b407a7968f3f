/** What a job comes to, whatever it reports on the way. */
export async function resultOf<Result>(job: AsyncGenerator<unknown, Result, void>): Promise<Result> {
  for (;;) {
    const next = await job.next();
    if (next.done) return next.value;
  }
}
