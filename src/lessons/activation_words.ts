/** What the chapter calls each activation. */
import { type ActivationName, activations, choices } from '../experiment/experiment.ts';

export const activationWords = Object.fromEntries(
  activations.map((name) => [name, choices.activation[name].inText]),
) as Readonly<Record<ActivationName, string>>;
