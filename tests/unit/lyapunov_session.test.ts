/** The page's Lyapunov exponents: measured when they are looked at, one network in depth, theory beside them. */
import { describe, expect, it } from 'vitest';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { Lyapunov } from '../../src/session/lyapunov.ts';
import { experimentWith } from '../parity/experiments.ts';
import { eventually } from './eventually.ts';
import { workplaceHere } from './workplace_double.ts';

describe('the session of Lyapunov exponents', () => {
  it('measures what it follows, and follows a change', async () => {
    const session = new Lyapunov(workplaceHere());
    const experiment = experimentWith({ hiddenSize: 4, networks: 5, steps: 20, warmUp: 5, gain: [0.5, 2] });
    session.follow({ experiment });
    expect(session.state).toBe('running');
    await eventually(() => session.state === 'complete');
    expect(session.cloud?.length).toBe(5);
    expect(session.cloud?.exponents).toBe(4);
    expect(session.stale).toBe(false);
    expect(session.agreement).toEqual({ state: 'oracle' });

    session.attend(3, networkSettings(experiment, 3));
    await eventually(() => session.one?.index === 3 && session.theory);
    expect(session.theory?.sentence).not.toBe('');

    session.follow({ experiment: { ...experiment, steps: 40 }, exponents: 2 });
    expect(session.stale).toBe(true);
    await eventually(() => !session.stale);
    await eventually(() => session.state === 'complete');
    expect(session.cloud?.exponents).toBe(2);
    expect(session.cloud?.experiment.steps).toBe(40);
    expect(session.one).toBeUndefined();
  });

  it('does not begin again for the same', async () => {
    const session = new Lyapunov(workplaceHere());
    const experiment = experimentWith({ hiddenSize: 4, networks: 2, steps: 10, warmUp: 0 });
    session.follow({ experiment });
    await eventually(() => session.state === 'complete');
    const { cloud } = session;
    session.follow({ experiment: { ...experiment } });
    expect(session.state).toBe('complete');
    expect(session.cloud).toBe(cloud);
  });
});
