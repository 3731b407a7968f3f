/** The sections that the chapter has, in their order. */
export const lessonTitles = [
  'The one-sentence idea',
  'The chain rule, unrolled through time',
  'The Jacobian product',
  'A scalar intuition',
  'Activations',
  'Vanishing against exploding',
  'Watch gradients flow through time',
  'From scratch',
  'In a real network',
  'Long-distance dependencies',
  'Who found it',
  'Three ways out, and one around',
  'A map of what learns',
  'Test yourself',
  'What to take away',
];
