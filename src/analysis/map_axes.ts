/** How a phase map is looked at. */
import type { Axes } from '../experiment/axes.ts';
import type { MapAxis } from '../experiment/experiment.ts';
import { fieldQuantities } from './quantities.ts';

/** What is to the right of a map, and what upwards. */
export function axesOfMap(axis: MapAxis): Axes {
  return { x: 'gain', y: fieldQuantities[axis].name };
}
