/** Networks that have learnt as a table for a person: the first of them, and what became of them all. */
import type { Outcome } from '../analysis/learning_outcomes.ts';
import type { LearningSlice, LearntNetwork } from '../analysis/learnt_network.ts';
import { fixed } from '../analysis/number_words.ts';
import { percentiles } from '../analysis/quantile.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import {
  type LearningColumn,
  type LearningFile,
  type LearningRun,
  learningColumns,
} from '../files/learning_file.ts';
import { inNumber } from '../language/nouns.ts';
import { baselineOf } from '../networks/learning/tasks.ts';
import { textTable } from './text_table.ts';

/** Networks that are listed. */
const listedNetworks = 20;

/** Everything is written at the end. */
export class TrainTable implements LearningFile<string> {
  readonly #plan: LearningPlan;
  readonly #columns: readonly LearningColumn[];
  readonly #listed: string[][] = [];
  readonly #counts: Record<Outcome, number> = { learnt: 0, baseline: 0, diverged: 0 };
  readonly #losses: number[] = [];
  readonly #begun = performance.now();
  #networkUpdates = 0;
  #by = '';

  constructor({ plan }: LearningRun) {
    this.#plan = plan;
    this.#columns = learningColumns(plan);
  }

  start({ name, device, precision }: EngineDescription): Iterable<string> {
    this.#by = `${name} engine on ${device}, ${precision}`;
    return [];
  }

  updates({ losses }: LearningSlice): void {
    this.#networkUpdates += losses.length;
  }

  *networks(learnt: readonly LearntNetwork[]): Generator<string, void, void> {
    for (const one of learnt) {
      const { outcome, finalLoss } = one.outcome;
      if (this.#listed.length < listedNetworks)
        this.#listed.push(this.#columns.map(({ type, of }) => written(of(one), type)));
      this.#counts[outcome] += 1;
      if (finalLoss !== null) this.#losses.push(finalLoss);
    }
  }

  *end(): Generator<string, void, void> {
    const { updates } = this.#plan.learning;
    yield textTable(
      this.#columns.map(({ key, type }) => ({ title: key, align: type === 'word' ? 'left' : 'right' })),
      this.#listed,
    );
    const networks = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    const more = networks - this.#listed.length;
    if (more > 0) yield `… and ${more} more (--out FILE keeps them all)\n`;
    const counts = Object.entries(this.#counts).map(([outcome, count]) => `${count} ${outcome}`);
    yield `\n${networks} ${inNumber(networks, 'network')} after ${updates} ${inNumber(updates, 'update')}: ${counts.join(', ')}\n`;
    const { p10, p50, p90 } = percentiles(Float64Array.from(this.#losses));
    const baseline = baselineOf(this.#plan);
    yield `loss at the end, of those that have not diverged: p10 ${number(p10)}, p50 ${number(p50)}, p90 ${number(p90)}; knowing the time alone costs ${number(baseline)}\n`;
    const seconds = (performance.now() - this.#begun) / 1000;
    const rate = Math.round(this.#networkUpdates / seconds);
    yield `${this.#by}: ${fixed(seconds, 1)} s, ${rate} ${inNumber(rate, 'update')} of a network a second\n`;
  }
}

function written(cell: string | number | null, type: LearningColumn['type']): string {
  return typeof cell === 'number' && type === 'number' ? number(cell) : String(cell ?? '–');
}

function number(value: number | null): string {
  return value === null ? '–' : fixed(value, 4);
}
