/** Why a person's file or network is not taken. */
import { withoutPoint } from '../experiment/field_error.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** A sentence for a person on why there is nothing else. */
export interface Refusal {
  readonly refusal: string;
}

/** What a person should know of the file or the network becomes a refusal; anything else is an error still. */
export async function refusing<Value>(work: () => Promise<Value>): Promise<Value | Refusal> {
  try {
    return await work();
  } catch (error) {
    return refusalOf(error);
  }
}

/** What a person should know of it. @throws what is anything else */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof WeightFileError || error instanceof GivenNetworkError)) throw error;
  return { refusal: `${withoutPoint(error.message)}.` };
}
