/** Section 12: three ways to mend a factor, each measured and let learn on the same seed; having fewer factors; what none of it mends. */
import { html } from 'lit';
import './cures_figure.ts';
import './drift_figure.ts';
import { displayed, formula } from './formula.ts';
import { addressOf, type Lesson } from './lesson.ts';
import './memory_curse_figure.ts';
import './ways_figure.ts';

export const waysOut: Lesson = {
  id: 'ways-out',
  title: 'Three ways out, and one around',
  body: (desk) => html`
    <p>A factor a step comes from three places, and each can be mended.</p>
    <ol class="steps">
      <li>
        <b>The start.</b> Draw ${formula('\\W')} so that a typical step keeps lengths. It costs nothing, and what counts is
        the gain: at ${formula('g = 1')} a thousandth or more arrives where PyTorch’s ${formula('g = 0.58')} leaves less
        than ${formula('10^{-22}')}. That the matrix be orthogonal counts for less: the median stays where it was, and the
        networks no longer differ by decades.
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
      that through depth; linear state-space models are that with the eigenvalues placed by hand. The gate has to be open,
      though. A GRU whose biases start at zero keeps half of its state at each step, and hands back ${formula('10^{-14}')}:
      until training opens its gate it is no way out.
    </p>
    <p>
      And there is a way around: <b>fewer factors</b>. Let states skip from every fourth word to the next, and the thirteen
      steps of <a href=${addressOf('long-distance')}>section 10</a> become three skips and one step: if each keeps 0.7 again,
      ${formula('0.7^4 = 0.24')} arrives. Let the verb look at the noun directly, which is attention, and there is a single
      step, however long the sentence. Truncated backpropagation has fewer factors, too, but only because it stops: it
      saves memory and time, and from beyond its last step no gradient comes at all.
    </p>
    <p>
      Do they let a network <em>learn</em>? Below, the recall task of <a href=${addressOf('symptoms')}>section 6</a> over 20 steps, by
      hundreds of networks, on each way from the same draws. From PyTorch’s start hardly any learn, clipped or not. An orthogonal start
      of gain 1 lets nearly all of them learn, half of them within 70 or 80 updates. So does ReLU from the identity, within 15, but only
      when it is clipped: what hands everything on hands on what grows as well, and seven or eight in ten diverge without. And a bad start can be
      mended before the first update: <em>flossing</em> (Engelken 2023, <a href=${addressOf('history')}>section 11</a>) trains the matrix until some Lyapunov exponents are 0, and
      PyTorch’s start learns nearly as well as an orthogonal one.
    </p>
    <ways-learnt .desk=${desk}></ways-learnt>
    <p>
      Choose the LSTMs. With zero biases hardly any of 64 learn within 100 updates, for half of their memory is lost at each step. With a
      forget bias of 3 all of them do, and with biases as long as the lag asks for (<em>chrono</em>, Tallec & Ollivier 2018).
    </p>
    <p class="kindly">
      <b>A start delays; it does not cure.</b> Nothing in gradient descent keeps a matrix orthogonal. Here are two hundred networks from
      orthogonal starts at ${formula('\\rho = 1')}: nine in ten have learnt the task after 300 updates, where the random start at 0.5
      let hardly any. (From a Gaussian start at ${formula('g = 1')} about half of them learn, from an orthogonal one at 0.5 none: it is the
      size that counts first, and then the spread.) But watch the spectral radius leave 1 in every network within the first
      ten updates.
    </p>
    <start-drift .desk=${desk}></start-drift>
    <p>
      A parametrisation can keep it there: build ${formula('\\W')} as a product of rotations or the exponential of an
      antisymmetric matrix, train what it is built of, and it is orthogonal after every update
      (<a href=${addressOf('history')}>section 11</a>). Then ${formula('\\rho = 1')} for good, and what shrinks the gradient
      is saturation alone.
    </p>
    <p class="kindly">
      <b>A gradient that arrives is not the whole story.</b> Take one linear unit again,
      ${formula('h_t = w\\, h_{t-1} + x_t')}, with white inputs of variance 1, and let ${formula('w')} go to 1. Of its gradient
      ${formula('w^T')} is left after ${formula('T')} steps: better and better. But how does its state answer to
      ${formula('w')} itself? Every input still in memory had its turn with ${formula('w')}, as often as it has been
      remembered, and all of that adds up. In the long run
    </p>
    ${displayed('\\Bigl\\langle \\Bigl(\\part{h}{w}\\Bigr)^{\\!2} \\Bigr\\rangle = \\frac{1 + w^2}{(1 - w^2)^3}')}
    <p>so that a memory ten times as long makes the answer about thirty times as large.</p>
    <memory-curse .desk=${desk}></memory-curse>
    <p>
      That is the <em>curse of memory</em> (Zucchet & Orvieto 2024, <a href=${addressOf('history')}>section 11</a>). Nothing
      explodes, and yet the longer the memory, the touchier the loss in the parameters: a step that was small is too large now.
      ${formula('\\norm{\\partial L/\\partial h_0}')} says nothing of it: ${formula('\\norm{\\partial L/\\partial \\W}')} does,
      and <a href="#spectra/parameters">which step it comes from</a> can be looked at in any network.
    </p>
  `,
};
