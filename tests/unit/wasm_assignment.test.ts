/** How a run's networks are handed out, and where their matrices are kept, whoever asks when. */
import { array, assert, integer, nat, property } from 'fast-check';
import { expect, it } from 'vitest';
import { Assignment } from '../../src/engines/wasm/assignment.ts';
import { WeightLedger } from '../../src/engines/wasm/weight_ledger.ts';
import { experimentWith } from '../parity/experiments.ts';

const sizes = (kept: boolean) => (kept ? { most: 20, least: 4, group: 1 } : { most: 5, least: 1, group: 1 });

/** Whom each network was given to, [networks], when workers ask in this order and then one after the other. */
function handedOut(assignment: Assignment, networks: number, workers: number, askers: readonly number[]) {
  const owners = new Array<number | undefined>(networks).fill(undefined);
  const everybody = Array.from({ length: workers }, (_, worker) => new Array<number>(networks).fill(worker));
  for (const worker of [...askers, ...everybody.flat()]) {
    for (const index of assignment.next(worker)) {
      expect(owners[index]).toBe(undefined);
      owners[index] = worker;
    }
  }
  return owners;
}

it('every network is measured once, by its keeper unless workers may help', () => {
  assert(
    property(
      integer({ min: 1, max: 4 }),
      array(nat(4), { maxLength: 60 }),
      array(nat(3)),
      (workers, keepers, asking) => {
        const keeper = (index: number) => {
          const kept = keepers[index] ?? 4;
          return kept < workers ? kept : undefined;
        };
        const askers = asking.map((asker) => asker % workers);
        const assignment = (helps: boolean) =>
          new Assignment({ from: 0, to: keepers.length }, workers, keeper, sizes, helps);
        const alone = handedOut(assignment(false), keepers.length, workers, askers);
        expect(alone).toEqual(alone.map((owner, index) => keeper(index) ?? owner));
        expect(alone).not.toContain(undefined);
        expect(handedOut(assignment(true), keepers.length, workers, askers)).not.toContain(undefined);
      },
    ),
  );
});

it('a worker without networks of its own takes the last of another one’s', () => {
  const assignment = new Assignment({ from: 10, to: 50 }, 2, () => 0, sizes, true);
  expect(assignment.next(1)).toEqual([45, 46, 47, 48, 49]);
  expect(assignment.next(0)).toEqual([10, 11, 12, 13, 14]);
});

it('networks that go abreast are handed out in whole groups, but for the last', () => {
  const abreast = () => ({ most: 20, least: 4, group: 4 });
  const assignment = new Assignment({ from: 0, to: 151 }, 2, () => undefined, abreast, false);
  const shares: number[] = [];
  for (let share = assignment.next(0); share.length > 0; share = assignment.next(shares.length % 2)) {
    shares.push(share.length);
  }
  expect(shares.at(-1)).toBe(3);
  expect(shares.slice(0, -1).filter((length) => length % 4 !== 0)).toEqual([]);
});

it('no two matrices stand in one place, and no more than there is room for', () => {
  const experiment = experimentWith({ hiddenSize: 8 });
  const most = 12;
  assert(
    property(array(integer({ min: 0, max: 59 })), (moves) => {
      const ledger = new WeightLedger();
      ledger.begin(experiment, most);
      const places = new Map<string, number>();
      for (const move of moves) {
        const worker = move % 3;
        const index = Math.floor(move / 3);
        const slot = ledger.slot(worker, index);
        if (slot >= 0) {
          expect(ledger.keeper(index)).toBe(worker);
          places.set(`${worker} ${slot}`, index);
        }
        expect(places.size).toBeLessThanOrEqual(most);
        for (let other = 0; other < 20; other++) {
          const keeper = ledger.keeper(other);
          if (keeper !== undefined) expect(places.get(`${keeper} ${ledger.slot(keeper, other)}`)).toBe(other);
        }
      }
    }),
  );
});
