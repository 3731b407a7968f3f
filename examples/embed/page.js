/** What this page makes of the numbers: a sentence under each figure. */

/** A figure's numbers are what its JSON file holds (docs/formats.md). */
const sentences = {
  explorer: ({ networks }) => {
    const growing = networks.filter(({ growthRate }) => growthRate > 0).length;
    return `In ${growing} of ${networks.length} networks the gradient grows on its way back.`;
  },
  comparison: ({ configurations }) => {
    const best = configurations.reduce((one, other) =>
      Math.abs(other.growthRate) < Math.abs(one.growthRate) ? other : one,
    );
    return `Nearest to keeping its gradient: ${best.name}, ${best.growthRate.toFixed(3).replace('-', '−')} nats a step.`;
  },
  model: ({ spectralRadius, growthRate }) =>
    `ρ = ${spectralRadius.toFixed(2)}, far outside the unit circle; and yet the gradient loses only ${(-growthRate).toFixed(3)} nats a step.`,
  chapter: ({ rows }) => `The figure’s table has ${rows.length} rows.`,
};

addEventListener('vanishing-result', ({ target, detail }) => {
  const output = document.querySelector(`output[for=${target.id}]`);
  if (output) output.textContent = sentences[target.id](detail);
});
