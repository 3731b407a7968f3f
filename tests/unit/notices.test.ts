/** Notices do not pile up, and what has been read stays read. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Notices } from '../../src/session/notices.ts';

/** A tab's storage. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) };
}

const software = 'The only WebGPU adapter here is software (SwiftShader): measuring on the CPU directly.';

describe('notices', () => {
  beforeEach(() => void vi.stubGlobal('sessionStorage', storage()));

  it('of a kind give way to newer ones, others stay', () => {
    const notices = new Notices();
    notices.tell(['a is no gain.', 'b is no seed.'], 'address');
    notices.add('Network 7 is no longer pinned: only networks 0 to 5 are measured here.');
    notices.tell(['c is no cell.'], 'address');
    notices.add('Network 12 is no longer pinned: only networks 0 to 9 are measured here.');
    notices.add('The link is copied.');
    notices.add('The link is copied.');
    expect(notices.sentences).toEqual([
      'c is no cell.',
      'Network 12 is no longer pinned: only networks 0 to 9 are measured here.',
      'The link is copied.',
    ]);
    notices.tell([], 'address');
    expect(notices.sentences).toHaveLength(2);
  });

  it('on the engine, once dismissed, come again only where they say something new', () => {
    const before = new Notices();
    before.tell([software], 'engine');
    expect(before.sentences).toEqual([software]);
    before.dismiss(software);
    expect(before.sentences).toEqual([]);
    // The page is loaded again.
    const after = new Notices();
    after.tell([software], 'engine');
    expect(after.sentences).toEqual([]);
    after.tell([software, 'The CPU kernels cannot run (x): measuring in float64, slowly.'], 'engine');
    expect(after.sentences).toEqual(['The CPU kernels cannot run (x): measuring in float64, slowly.']);
    // Another tab has not been told.
    vi.stubGlobal('sessionStorage', storage());
    after.tell([software], 'engine');
    expect(after.sentences).toEqual([software]);
  });

  it('that answer what a person does come as often as it is done', () => {
    const notices = new Notices();
    notices.add('The link is copied.');
    notices.dismiss('The link is copied.');
    notices.add('The link is copied.');
    expect(notices.sentences).toEqual(['The link is copied.']);
  });

  it('are told where nothing can be stored', () => {
    vi.stubGlobal('sessionStorage', undefined);
    const notices = new Notices();
    notices.tell([software], 'engine');
    notices.dismiss(software);
    notices.tell([software], 'engine');
    expect(notices.sentences).toEqual([software]);
  });
});
