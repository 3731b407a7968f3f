/** An experiment in one line, for a caption. */
import { type Experiment, isUsualOfGates, type Span } from '../experiment/experiment.ts';
import { fieldTable } from '../experiment/fields.ts';
import { count, exact, several } from './numbers.ts';

/** What was measured: cell, ensemble, sizes, gain, what drives it where something does, and the seed. */
export function experimentWords(experiment: Experiment): string {
  const { cell, activation, ensemble, hiddenSize, steps, gain, inputScale, biasScale, networks, seed } =
    experiment;
  return [
    isUsualOfGates(experiment)
      ? word('cell', cell)
      : `${word('cell', cell)}, ${word('activation', activation)}`,
    word('ensemble', ensemble),
    `N = ${count(hiddenSize)}`,
    `T = ${count(steps)}`,
    `gain ${spanWords(gain)}`,
    ...(inputScale === 0 ? [] : [`input ${spanWords(inputScale)}`]),
    ...(biasScale === 0 ? [] : [`bias ${spanWords(biasScale)}`]),
    several(networks, 'network'),
    `seed ${seed}`,
  ].join(' · ');
}

function spanWords(span: Span): string {
  // As it was typed, without zeros at its end.
  return [span]
    .flat()
    .map((end) => exact(Number(end.toPrecision(4))))
    .join(' to ');
}

/** What the controls call one of a field's values, without what stands in brackets. */
function word(key: 'cell' | 'activation' | 'ensemble', value: string): string {
  const option = fieldTable[key].options.find((one) => one.value === value);
  return (option?.label ?? value).replace(/ \(.*\)$/, '');
}
