import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { Standby, whatHappened } from '../../src/laboratory/standby.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => vi.restoreAllMocks());

it('gives a failed engine up for one run, and tries it again a few times at most', async () => {
  const asked: string[] = [];
  const standby = new Standby(async (preference) => {
    asked.push(preference);
    return new ReferenceEngine();
  });
  await standby.prefer('webgpu', () => undefined);
  for (let failure = 1; failure <= 3; failure++) {
    const { engine, standIn } = await standby.next();
    expect(standIn).toBe(false);
    await standby.replace(engine);
    expect(standby.willRetry).toBe(failure < 3);
  }
  expect((await standby.next()).standIn).toBe(true);
  expect(asked.filter((name) => name === 'webgpu')).toHaveLength(3);
  expect(asked.filter((name) => name === 'wasm')).toHaveLength(1);
});

it('measures on the CPU where the preferred engine does not open, and says so', async () => {
  const sentences: string[] = [];
  const standby = new Standby(async (preference) => {
    if (preference !== 'wasm') throw new Error('VkResult −4 at 0x7f');
    return new ReferenceEngine();
  });
  await standby.prefer('auto', (sentence) => sentences.push(sentence));
  expect((await standby.next()).standIn).toBe(true);
  expect(sentences.join()).toContain('Measuring on the CPU');
  expect(sentences.join()).not.toContain('VkResult');
});

it('says what happened without the machine’s own words', () => {
  expect(whatHappened(new RangeError('Array buffer allocation failed: out of memory'))).toBe(
    'memory ran out',
  );
  expect(whatHappened('GPUDevice was lost')).toBe('the device was lost');
});
