/** The page's laboratory, in this process: Node does not send files to workers. */
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { work } from '../../src/laboratory/jobs.ts';
import type { Workplace } from '../../src/session/workplace.ts';
import { benchOf } from '../parity/bench.ts';

export function workplaceHere(): Workplace {
  let numbers = 0;
  const engine = new ReferenceEngine();
  const place: Pick<Workplace, 'number' | 'run' | 'stop'> = {
    number: () => ++numbers,
    run: async (name, _id, request, _purpose, { report }) => {
      const result = await work(name, request, benchOf(engine), report);
      return { engine: engine.describe(), waited: 0, result } as never;
    },
    stop: () => undefined,
  };
  return place as Workplace;
}
