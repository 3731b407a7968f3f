/** Section 15: the points of the chapter, each with a way back to its figure. */
import { html } from 'lit';
import { addressOf, type Lesson } from './lesson.ts';

const points: readonly { readonly text: string; readonly section: string }[] = [
  {
    text: 'One matrix at every step makes the gradient a product. What decides is its growth rate, which is ln ρ until saturation lowers it.',
    section: 'one-sentence',
  },
  {
    text: 'The weight gradient is a sum over time. Its late terms stay healthy; what vanishes is the past.',
    section: 'chain-rule',
  },
  {
    text: 'The text-book bound permits explosion and does not cause it: for a large Gaussian matrix it overshoots by about ln 2 a step.',
    section: 'jacobian-product',
  },
  { text: 'In twenty steps 0.5 becomes a millionth and 2 a million.', section: 'scalar-intuition' },
  {
    text: 'A flat activation shrinks every factor; sigmoid is never steeper than a quarter.',
    section: 'activations',
  },
  {
    text: 'Exploding is loud, and clipping bounds its updates. Vanishing is silent. The balance between early and late steps clipping restores in neither.',
    section: 'symptoms',
  },
  { text: 'The gradient can be watched as it fades, state by state.', section: 'gradient-flow' },
  { text: 'A dozen lines of code show how.', section: 'from-scratch' },
  {
    text: 'In a real tanh network saturation tames the explosion: ρ = 1.5 is not 1.5 to the power of T.',
    section: 'real-network',
  },
  {
    text: 'At 0.7 a step, thirteen steps are enough to lose a subject; an additive path keeps it, while its gate is open.',
    section: 'long-distance',
  },
  { text: 'It has been known since 1991.', section: 'history' },
  {
    text: 'A good start delays the problem. A good architecture changes it: add, do not only multiply; or take fewer steps. And a gradient that arrives is not yet one that is easy to follow.',
    section: 'ways-out',
  },
  {
    text: 'Where networks learn ends in an edge that is not smooth: keep a few times below its rate, and clip.',
    section: 'trainability',
  },
];

export const takeAway: Lesson = {
  id: 'take-away',
  title: 'What to take away',
  body: () => html`
    <ul class="points">
      ${points.map(({ text, section }) => html`<li><a href=${addressOf(section)}>${text}</a></li>`)}
    </ul>
    <p>And then: open the <a href="#explore">explorer</a>, where thousands of networks say the same at once.</p>
  `,
};
