/** Section 7: an unrolled network, step by step: forward, the loss, and back. */
import { html } from 'lit';
import type { Lesson } from './lesson.ts';
import './flow_figure.ts';

export const gradientFlow: Lesson = {
  id: 'gradient-flow',
  title: 'Watch gradients flow through time',
  body: (desk) => html`
    <p>
      Unroll a network and every step becomes a place. Press play: the states fill from left to right, the loss is taken
      at the end, and the gradient runs back. Each state takes the colour of the gradient that reaches it, measured
      against the one at the end: cool where it has shrunk, warm where it has grown.
    </p>
    <gradient-flow .desk=${desk}></gradient-flow>
    <p>
      With the same matrix the sigmoid loses most of its gradient within a handful of steps and tanh keeps it for far
      longer. Raise the weight scale and tanh turns neutral, then warm; the sigmoid stays cool, because a
      quarter at best stands in every factor.
    </p>
  `,
};
