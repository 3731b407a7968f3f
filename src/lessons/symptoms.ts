/** Section 6: vanishing against exploding, symptom by symptom, with a network that trains in front of the reader. */
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
            <td>The factor is above 1, and no saturation holds it down.</td>
          </tr>
          <tr>
            <th scope="row">Training</th>
            <td>The loss settles where it would be without any past, and stays.</td>
            <td>The loss leaps, then overflows.</td>
          </tr>
          <tr>
            <th scope="row">How it shows</th>
            <td>It does not. Late steps have healthy gradients; only early ones are missing.</td>
            <td>NaN, or a gradient norm that spikes by orders of magnitude.</td>
          </tr>
          <tr>
            <th scope="row">Classical cure</th>
            <td>Another start or another architecture (<a href="#chapter/ways-out">section 12</a>).</td>
            <td><code>clip_grad_norm_</code>, and a smaller step.</td>
          </tr>
          <tr>
            <th scope="row">Which is worse</th>
            <td>This one: silence looks like success.</td>
            <td>Noticed at once, cured in a line.</td>
          </tr>
        </tbody>
      </table>
    </div>
    <p>
      Here is a task that nothing but memory can solve. The first of ${formula('T')} inputs is +1 or −1, the rest is weak
      noise, and at the end the network is asked what the first one was. Always answering 0 has a loss of exactly 1. Eight
      units, plain gradient descent, and two twins that differ only in <code>clip_grad_norm_</code>.
    </p>
    <recall-training kind="vanishing" .desk=${desk}></recall-training>
    <p>
      Nothing is wrong with this curve, and that is the trouble: it is what a finished training looks like. Shorten the delay to 8 and the same network learns the task within a few hundred updates. Clipping makes no difference,
      because there is nothing to clip.
    </p>
    <recall-training kind="exploding" .desk=${desk}></recall-training>
    <p class="kindly">
      <b>What clipping is.</b> <code>clip_grad_norm_</code> runs once, after the whole backward pass, and multiplies the
      entire parameter gradient by the one factor
      ${formula('\\min\\bigl(1,\\; c/\\norm{\\partial L/\\partial\\theta}\\bigr)')} and by nothing else. It shortens the
      step and keeps its direction. Along time it shifts the whole curve of gradients and leaves its slope:
      early steps stay as many decades behind late ones as before. So it cures explosion, and cannot touch vanishing.
    </p>
  `,
};
