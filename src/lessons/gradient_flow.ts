/** Section 7: an unrolled network, step by step: forward, the loss, and back. */
import { html } from 'lit';
import './flow_figure.ts';
import { formula } from './formula.ts';
import { addressOf, type Lesson } from './lesson.ts';

export const gradientFlow: Lesson = {
  id: 'gradient-flow',
  title: 'Watch gradients flow through time',
  body: (desk) => html`
    <p>
      Unroll a network and every step becomes a place. It plays once by itself, and again when asked: the states fill from left to right, the loss is taken
      at the end, and the gradient runs back. Each state takes the colour of the gradient that reaches it, measured
      against the one at the end: cool where it has shrunk, warm where it has grown.
    </p>
    <gradient-flow .desk=${desk}></gradient-flow>
    <p>
      With the same matrix the sigmoid loses most of its gradient within a handful of steps and tanh keeps it for far
      longer. Raise the weight scale and tanh turns neutral, then, in most draws, warm. The sigmoid stays cool up to the end
      of the slider. Its slope is a quarter at best, which a scale of 4 would just make up for if every unit stood at
      ${formula('z = 0')}; they do not, and that is why its edge lies at ten rather than at four
      (<a href=${addressOf('activations')}>section 5</a>).
    </p>
  `,
};
