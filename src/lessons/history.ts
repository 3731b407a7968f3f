/** Section 11: who found it, with sources. */
import { html, type TemplateResult } from 'lit';
import type { Lesson } from './lesson.ts';

interface Find {
  readonly year: string;
  readonly who: string;
  readonly what: string | TemplateResult;
  readonly source: string;
  readonly link?: string;
}

const finds: readonly Find[] = [
  {
    year: '1991',
    who: 'Sepp Hochreiter',
    what: 'analyses the error that flows back in time in his diploma thesis, and finds that it shrinks or grows exponentially with the number of steps.',
    source: 'Untersuchungen zu dynamischen neuronalen Netzen, Technische Universität München',
  },
  {
    year: '1994',
    who: 'Yoshua Bengio, Patrice Simard & Paolo Frasconi',
    what: 'show that it is no accident of training: a network that stores a bit robustly against noise must have vanishing gradients across it.',
    source:
      'Learning long-term dependencies with gradient descent is difficult. IEEE Transactions on Neural Networks 5, 157–166',
    link: 'https://doi.org/10.1109/72.279181',
  },
  {
    year: '1997',
    who: 'Sepp Hochreiter & Jürgen Schmidhuber',
    what: 'give the state an additive path with gates around it: the LSTM. The forget gate came three years later (Gers, Schmidhuber & Cummins 2000).',
    source: 'Long short-term memory. Neural Computation 9, 1735–1780',
    link: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  {
    year: '2013',
    who: 'Razvan Pascanu, Tomas Mikolov & Yoshua Bengio',
    what: 'state the conditions (below the bound it must vanish, above it may explode) and popularise clipping the gradient’s norm.',
    source: 'On the difficulty of training recurrent neural networks. ICML 2013',
    link: 'https://arxiv.org/abs/1211.5063',
  },
  {
    year: '2014',
    who: 'Andrew Saxe, James McClelland & Surya Ganguli',
    what: 'solve deep linear networks exactly and propose random orthogonal starts, which keep every length.',
    source: 'Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. ICLR 2014',
    link: 'https://arxiv.org/abs/1312.6120',
  },
  {
    year: '2014',
    who: 'Kyunghyun Cho and others',
    what: 'simplify the gates: the GRU.',
    source: 'Learning phrase representations using RNN encoder–decoder. EMNLP 2014',
    link: 'https://arxiv.org/abs/1406.1078',
  },
  {
    year: '2015',
    who: 'Quoc Le, Navdeep Jaitly & Geoffrey Hinton',
    what: 'start ReLU networks at the identity matrix.',
    source: 'A simple way to initialize recurrent networks of rectified linear units',
    link: 'https://arxiv.org/abs/1504.00941',
  },
  {
    year: '2018',
    who: 'Minmin Chen, Jeffrey Pennington & Samuel Schoenholz',
    what: 'carry mean-field theory to recurrent and gated networks: the theory that the explorer draws over its points.',
    source:
      'Dynamical isometry and a mean field theory of RNNs: gating enables signal propagation in recurrent neural networks. ICML 2018',
    link: 'https://arxiv.org/abs/1806.05394',
  },
  {
    year: '2021 on',
    who: 'Albert Gu, Karan Goel & Christopher Ré, and others',
    what: 'make the recurrence linear and place its eigenvalues by hand, next to the unit circle: state-space models, and linear recurrent units since (Orvieto and others 2023).',
    source: 'Efficiently modeling long sequences with structured state spaces. ICLR 2022',
    link: 'https://arxiv.org/abs/2111.00396',
  },
];

export const history: Lesson = {
  id: 'history',
  title: 'Who found it',
  body: () => html`
    <dl class="timeline">
      ${finds.map(
        ({ year, who, what, source, link }) => html`<div>
          <dt>${year}</dt>
          <dd>
            <b>${who}</b> ${what}
            <cite>${link ? html`<a href=${link}>${source}</a>` : source}.</cite>
          </dd>
        </div>`,
      )}
    </dl>
    <p>
      Physicists had met the same product of matrices under another name. How two nearby trajectories part is measured by
      Lyapunov exponents, and a random network’s largest one is the growth rate of its gradients: zero at the edge of chaos
      (Sompolinsky, Crisanti & Sommers 1988), pushed outwards by noise (Molgedey, Schuchhardt & Schuster 1992).
    </p>
  `,
};
