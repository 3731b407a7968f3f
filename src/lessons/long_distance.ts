/** Section 10: subject and verb, further and further apart. */
import { html } from 'lit';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import './sentence_figure.ts';

export const longDistance: Lesson = {
  id: 'long-distance',
  title: 'Long-distance dependencies',
  body: (desk) => html`
    <p>
      “The keys that the caretaker of the old theatre near the station lost yesterday <em>are</em> mine.” Not “is”: the
      verb agrees with a noun far before it. Twelve words stand between the two, so a gradient that is to teach a network
      this takes thirteen steps from the verb back to the noun. If each step keeps 0.7, the noun gets
      ${formula('0.7^{13} = 0.0097')} of it.
    </p>
    <long-sentence .desk=${desk}></long-sentence>
    <p>
      These networks have random weights and read random inputs, so they know no grammar: what is measured is distance
      alone. That is enough. In the plain network each step takes about a third of what is left; in the LSTM the gradient
      soon runs along the additive path ${formula('c_t = f_t \\odot c_{t-1} + \\cdots')}, where the only factor is the forget
      gate.
    </p>
    <p class="kindly">
      <b>An LSTM is not magic.</b> Set its forget bias to 0, so that the gates stand half open, and less arrives than in
      the plain network. What helps is the bias that keeps the gate open, and it has to be asked for: PyTorch starts it near
      0, Keras at 1.
    </p>
  `,
};
