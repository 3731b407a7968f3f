import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { EnginePost, type Preference, whatHappened } from '../../src/laboratory/engine_post.ts';

beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const fault = new Error('lost');

/** An engine that goes by any name, and tells whether it was given back. */
class Named extends ReferenceEngine {
  readonly #name: EngineName;
  disposed = false;

  constructor(name: EngineName) {
    super();
    this.#name = name;
  }

  override describe() {
    return { ...super.describe(), name: this.#name as 'reference' };
  }

  override dispose(): void {
    this.disposed = true;
  }
}

/** A post whose engines all open, and what was opened. */
function postOf() {
  const opened: Named[] = [];
  const post = new EnginePost(async (preference) => {
    const engine = new Named(preference === 'auto' ? 'wasm' : preference);
    opened.push(engine);
    return engine;
  });
  return { post, opened, atWork: () => opened.filter(({ disposed }) => !disposed) };
}

const nameAt = async (post: EnginePost) => (await post.holder()).engine.describe().name;

it('gives a failed engine up for one run, and tries it again a few times at most', async () => {
  const { post, opened, atWork } = postOf();
  await post.prefer('webgpu', () => undefined);
  for (let failure = 1; failure <= 3; failure++) {
    const { engine, standsIn } = await post.holder();
    expect(standsIn).toBe(false);
    await post.replace(engine, fault);
    expect(await nameAt(post)).toBe('wasm');
    expect(post.willRetry).toBe(failure < 3);
    await post.renew();
  }
  expect((await post.holder()).standsIn).toBe(true);
  expect(opened.map((engine) => engine.describe().name)).toEqual([
    'webgpu',
    'wasm',
    'webgpu',
    'wasm',
    'webgpu',
    'wasm',
  ]);
  expect(atWork()).toHaveLength(1);
});

it('tries an engine that did not open with the next run, not with the one that waited for it', async () => {
  let fails = true;
  const asked: Preference[] = [];
  const post = new EnginePost(async (preference) => {
    asked.push(preference);
    if (preference === 'webgpu' && fails) throw fault;
    return new Named(preference === 'auto' ? 'wasm' : preference);
  });
  await post.prefer('webgpu', () => undefined);
  await post.renew();
  expect(asked).toEqual(['webgpu', 'wasm']);
  fails = false;
  await post.renew();
  expect(await nameAt(post)).toBe('webgpu');
});

it('after a failure of the CPU engine still has it stand in for the GPU', async () => {
  const { post } = postOf();
  await post.prefer('webgpu', () => undefined);
  await post.replace((await post.holder()).engine, fault);
  await post.replace((await post.holder()).engine, fault);
  expect(await nameAt(post)).toBe('reference');
  await post.renew();
  expect(await nameAt(post)).toBe('webgpu');
  await post.replace((await post.holder()).engine, fault);
  expect(await nameAt(post)).toBe('wasm');
});

it('has nobody stand in for the last', async () => {
  const { post } = postOf();
  await post.prefer('reference', () => undefined);
  await expect(post.replace((await post.holder()).engine, fault)).rejects.toBe(fault);
});

it('has one engine, the last that was preferred, however late the others open', async () => {
  const answers = new Map<Preference, (engine: Engine) => void>();
  const post = new EnginePost((preference) => new Promise((resolve) => answers.set(preference, resolve)));
  const first = post.prefer('webgpu', () => undefined);
  const second = post.prefer('wasm', () => undefined);
  const [gpu, cpu] = [new Named('webgpu'), new Named('wasm')];
  answers.get('wasm')?.(cpu);
  answers.get('webgpu')?.(gpu);
  await Promise.all([first, second]);
  expect((await post.holder()).engine).toBe(cpu);
  expect([gpu.disposed, cpu.disposed]).toEqual([true, false]);
});

it('measures on the CPU where the preferred engine does not open, and says so', async () => {
  const sentences: string[] = [];
  const post = new EnginePost(async (preference) => {
    if (preference !== 'wasm') throw new Error('VkResult −4 at 0x7f');
    return new ReferenceEngine();
  });
  await post.prefer('auto', (sentence) => sentences.push(sentence));
  expect((await post.holder()).standsIn).toBe(true);
  expect(sentences.join()).toContain('Measuring on the CPU');
  expect(sentences.join()).not.toContain('VkResult');
});

it('does not wait for ever for an engine, and gives back one that comes too late', async () => {
  vi.useFakeTimers();
  const sentences: string[] = [];
  let answer: (engine: Engine) => void = () => undefined;
  const post = new EnginePost((preference) =>
    preference === 'wasm'
      ? Promise.resolve(new Named('wasm'))
      : new Promise((resolve) => {
          answer = resolve;
        }),
  );
  const preferred = post.prefer('webgpu', (sentence) => sentences.push(sentence));
  await vi.advanceTimersByTimeAsync(30_000);
  expect((await preferred).describe().name).toBe('wasm');
  expect(sentences).toEqual([
    'The GPU engine could not start: it did not answer. Measuring on the CPU instead.',
  ]);
  const late = new Named('webgpu');
  answer(late);
  await vi.advanceTimersByTimeAsync(1);
  expect(late.disposed).toBe(true);
});

it('says what happened without the machine’s own words', () => {
  expect(whatHappened(new RangeError('Array buffer allocation failed: out of memory'))).toBe(
    'memory ran out',
  );
  expect(whatHappened('GPUDevice was lost')).toBe('the device was lost');
});
