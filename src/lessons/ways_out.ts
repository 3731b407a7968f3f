/** Section 12: three ways out, each measured on the same seed, and what becomes of a good start. */
import { html } from 'lit';
import './drift_figure.ts';
import { displayed, formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import './ways_figure.ts';

export const waysOut: Lesson = {
  id: 'ways-out',
  title: 'Three ways out',
  body: (desk) => html`
    <p>A factor a step comes from three places, and each can be mended.</p>
    <ol class="steps">
      <li>
        <b>The start.</b> Draw ${formula('\\W')} so that it keeps lengths: orthogonal, or the identity. It costs nothing
        and helps from the first update.
      </li>
      <li>
        <b>The activation’s path.</b> Let slopes be 1 where it matters: ReLU, best with an identity start, so that an open
        unit hands its gradient on unchanged.
      </li>
      <li>
        <b>The architecture.</b> Do not send the state through the matrix at all; <em>add</em> to it.
      </li>
    </ol>
    <ways-out .desk=${desk}></ways-out>
    <p>
      The third is a design principle, and worth more than any of its examples. If the next state is the old one plus
      something, the Jacobian is the identity plus something, and a product of those need not shrink:
    </p>
    ${displayed('h_t = h_{t-1} + F(h_{t-1}, x_t) \\quad\\Longrightarrow\\quad J_t = I + \\part{F}{h_{t-1}}')}
    <p>
      An LSTM’s cell is that with a gate, ${formula('c_t = f_t \\odot c_{t-1} + i_t \\odot g_t')}; residual networks are
      that through depth; linear state-space models are that with the eigenvalues placed by hand.
    </p>
    <p class="kindly">
      <b>A start delays; it does not cure.</b> Nothing in gradient descent keeps a matrix orthogonal. Below, the recall task
      of <a href="#chapter/symptoms">section 6</a> is trained from an orthogonal start: it learns at once, where the small
      random start learnt nothing. But watch the spectral radius leave 1 within the first ten updates.
    </p>
    <start-drift .desk=${desk}></start-drift>
  `,
};
