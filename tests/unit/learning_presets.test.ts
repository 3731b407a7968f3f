/** What is said of presets of learning is so: of fewer networks, and so of about so many. */
import { beforeAll, describe, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { networkPlan, valueIn } from '../../src/experiment/learning_axes.ts';
import { learningPresets, presetPlan } from '../../src/experiment/learning_presets.ts';
import { learningStretches } from '../../src/laboratory/learning_stretches.ts';

let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open({ keeps: true });
  return () => engine.dispose();
});

/** What becomes of some networks of a variant, and where each stands on an axis. */
async function learnt(name: string, variant = 0, axis = 'gain', networks = 96) {
  const preset = learningPresets.find((one) => one.name === name);
  if (!preset) throw new Error(name);
  const whole = presetPlan(preset, preset.variants?.[variant]);
  const plan = { ...whole, experiment: { ...whole.experiment, networks } };
  const { signal } = new AbortController();
  const all: { at: number; outcome: string }[] = [];
  for await (const event of learningStretches(plan, { range: { from: 0, to: networks }, engine, signal }))
    if ('learnt' in event)
      for (const { network, outcome } of event.learnt)
        all.push({ at: Number(valueIn(networkPlan(plan, network.index), axis)), ...outcome });
  return (outcome: string, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): number => {
    const within = all.filter(({ at }) => at >= from && at < to);
    return within.filter((one) => one.outcome === outcome).length / within.length;
  };
}

describe('presets of learning', () => {
  it('small gains do not learn by gradient descent, and by Adam half of them do', async () => {
    const [plain, adam] = [await learnt('start', 0), await learnt('start', 1)];
    expect(plain('learnt', 0, 0.7)).toBeLessThan(0.05);
    expect(plain('learnt', 1.2)).toBeGreaterThan(0.4);
    expect(adam('learnt', 0, 0.7)).toBeGreaterThan(0.3);
    expect(adam('learnt', 0, 0.7)).toBeLessThan(0.7);
  });

  it('a forget gate must start open', async () => {
    const of = await learnt('forget-bias', 0, 'forget-bias', 64);
    expect(of('learnt', -1, 0)).toBe(0);
    expect(of('learnt', 2.5)).toBeGreaterThan(0.85);
  });

  it('clipped networks do not diverge', async () => {
    const [plain, clipped] = [await learnt('clipping', 0), await learnt('clipping', 1)];
    expect(plain('diverged', 2.1)).toBe(1);
    expect(plain('diverged', 1.5, 2.1)).toBeGreaterThan(0.5);
    expect(clipped('diverged')).toBe(0);
    expect(clipped('learnt', 1.5, 2)).toBeGreaterThan(0.6);
  });

  it('one in five bridges a lag of 60 by tanh, and three in four LSTMs do', async () => {
    const [tanh, lstm] = [await learnt('lag', 0, 'gain', 24), await learnt('lag', 1, 'gain', 24)];
    expect(tanh('learnt')).toBeLessThan(0.45);
    expect(lstm('learnt')).toBeGreaterThan(0.55);
  });
});

it('every preset says what to look for, and its variants differ', () => {
  for (const { watch, variants, ...preset } of learningPresets) {
    expect(watch).toMatch(/\d|one|half/);
    const plans = (variants ?? [undefined]).map((variant) =>
      JSON.stringify(presetPlan({ ...preset, watch }, variant)),
    );
    expect(new Set(plans).size).toBe(plans.length);
  }
});
