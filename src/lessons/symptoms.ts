/** Section 6: vanishing against exploding, symptom by symptom, with hundreds of networks that learn in front of the reader. */
import { html } from 'lit';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import './recall_figure.ts';

export const symptoms: Lesson = {
  id: 'symptoms',
  title: 'Vanishing against exploding',
  body: (desk) => html`
    <p>Two diseases with one cause, and hardly a symptom in common.</p>
    <div class="table" tabindex="0" role="region" aria-label="Table of symptoms">
      <table>
        <thead>
          <tr>
            <td></td>
            <th scope="col">Vanishing</th>
            <th scope="col">Exploding</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Cause</th>
            <td>The factor per step is below 1: small weights, flat slopes.</td>
            <td>The factor per step is above 1, whatever saturation there is.</td>
          </tr>
          <tr>
            <th scope="row">Training</th>
            <td>The loss settles where it would be without any past, and stays.</td>
            <td>The loss leaps; where nothing bounds the states, it overflows.</td>
          </tr>
          <tr>
            <th scope="row">How it shows</th>
            <td>It does not. Late steps have healthy gradients; only early ones are missing.</td>
            <td>A gradient norm that spikes by orders of magnitude, or NaN.</td>
          </tr>
          <tr>
            <th scope="row">First aid</th>
            <td>None in the optimiser: another start or another architecture (<a href="#chapter/ways-out">section 12</a>).</td>
            <td><code>clip_grad_norm_</code>, and a smaller step: both bound the update.</td>
          </tr>
          <tr>
            <th scope="row">What that leaves</th>
            <td>The past, out of reach.</td>
            <td>The imbalance: in each update early steps drown late ones.</td>
          </tr>
          <tr>
            <th scope="row">Which is worse</th>
            <td>This one: silence looks like success.</td>
            <td>Noticed at once, and bounded in a line.</td>
          </tr>
        </tbody>
      </table>
    </div>
    <p>
      Here is a task that nothing but memory can solve. The first of ${formula('T')} inputs is a number, drawn at random, the rest
      is 0, and at the end the network is asked what the number was. Always answering 0 has a loss of 1 in the mean, and learnt is
      what comes below a tenth of that. Two hundred networks, plain gradient descent, and two hundred twins that differ only in
      <code>clip_grad_norm_</code>.
    </p>
    <recall-training kind="vanishing" .desk=${desk}></recall-training>
    <p>
      Nothing is wrong with these curves, and that is the trouble: they are what a finished training looks like. The loss stays at 1,
      up and down with the numbers that a batch happens to hold, and of the two hundred networks hardly one has learnt. Nor has
      clipping anything to mend: a third of all gradients are longer than 1 and get cut, but what is cut is the noise of eight
      sequences. What is missing, clipping cannot bring. Shorten the lag to 12, and about one network in eight learns within the 300 updates;
      to 10, about half of them; to 8, nearly all, with clipping as without.
    </p>
    <recall-training kind="exploding" .desk=${desk}></recall-training>
    <p>
      At a lag of 20 the first loss is a million or two in the median, and with the second update every one of the plain networks is lost.
      Clipping lets all their twins live: 99 % of their updates are cut to length, none is long enough to overflow the next. Their
      median loss falls from there to about 1 in 300 updates, about a quarter of them learn, and <em>learning</em> brings the
      spectral radius from 1.6 in the median down to 1.1 or 1.2. It was a bounded step that helped, not a mended gradient.
    </p>
    <p class="kindly">
      <b>What clipping is.</b> <code>clip_grad_norm_</code> runs once, after the whole backward pass, and multiplies the
      entire parameter gradient by the one factor
      ${formula('\\min\\bigl(1,\\; c/\\norm{\\partial L/\\partial\\theta}\\bigr)')} and by nothing else. It shortens the
      step and keeps its direction. Along time it shifts the whole curve of gradients and leaves its slope: early steps
      stay as many decades behind late ones as they were, or ahead of them. So it bounds the update that an exploding
      gradient makes; the imbalance between early and late it leaves alone, in either direction.
    </p>
  `,
};
