/** Every wait for the GPU has an end: a driver that hangs loses no device, and never answers again. */
import { within } from '../deadline.ts';

/**
 * How long what is asked of a GPU may take, in seconds. Work is handed to it in pieces of a few hundredths of a second; a
 * software adapter under load takes hundreds of times as long for a kernel that it compiles.
 */
const patience = { opening: 15, work: 30, compiling: 120 } as const;

/** What the GPU answers. @throws NoAnswerError where it does not */
export function answered<Answer>(to: keyof typeof patience, answer: Promise<Answer>): Promise<Answer> {
  return within(patience[to], 'The GPU', answer);
}
