/** Section 13: which networks learn, over learning rate and gain; why the edge is not smooth, and what to do about it. */
import { html } from 'lit';
import './edge_figure.ts';
import { displayed } from './formula.ts';
import { addressOf, type Lesson } from './lesson.ts';

export const trainability: Lesson = {
  id: 'trainability',
  title: 'A map of what learns',
  body: (desk) => html`
    <p>
      How large a gain, and how large a step? Instead of one pair of numbers, try some two thousand at once. Every cell of the map is
      the same network, drawn once and taught with the same sequences; to the right its learning rate grows, upwards its gain.
      Nothing else differs, so where two colours meet is an edge of these two numbers alone.
    </p>
    <edge-of-learning .desk=${desk}></edge-of-learning>
    <p>
      Along the bottom, where the gain is small, nothing is learnt, whatever the rate: where each of twelve steps loses a good part
      of a gradient, too little arrives to begin with. How high that reaches is a matter of the draw: to a gain of 0.4, or nearly to
      1. To the right everything diverges, at most gains from a rate of somewhat more than 0.1 on. Between the two is where networks
      learn, and its border to the right is no line: grey and red cells stand among blue ones, blue ones beyond.
    </p>
    <p>
      That is this chapter’s mathematics once more. An update is a map, and training iterates it:
    </p>
    ${displayed('\\theta_{k+1} = \\theta_k - \\eta\\, \\part{L}{\\theta_k} \\quad\\Longrightarrow\\quad \\part{\\theta_{k+1}}{\\theta_k} = I - \\eta\\, \\part{^2 L}{\\theta_k^2}')}
    <p>
      What a small change makes of the outcome is a product of such Jacobians, one an update. Where it shrinks, neighbours end
      alike, and colours are even. Where it grows, neighbours part: two rates that differ in their third digit end on either
      side. The best known fractals are borders between what stays bounded under such an
      iteration and what does not; the border of trainability is one in feed-forward networks, over more than ten decades of zoom (Sohl-Dickstein 2024,
      <a href=${addressOf('history')}>section 11</a>). Here its box-counting dimension is well above the 1 of a smooth line (Learn counts it). Drag a
      rectangle over a piece of it, six times as close: it is no smooth line there either.
    </p>
    <p class="kindly">
      <b>What to do about it.</b> Do not look for the best rate at the edge, where the next seed or the next batch decides. At a third of
      that rate most cells are blue (among gains from 1 on), at a tenth nearly all. And clip: with a norm
      of 1 not one cell diverges, and the edge stands at about five times the rate. It is an edge all the same, and not a smooth
      one: what clipping bounds is the step (<a href=${addressOf('symptoms')}>section 6</a>).
    </p>
  `,
};
