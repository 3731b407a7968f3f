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
    year: '1990',
    who: 'Ronald Williams & Jing Peng',
    what: 'cut backpropagation through time off after some steps: cheaper, and deaf to all that lies before.',
    source:
      'An efficient gradient-based algorithm for on-line training of recurrent network trajectories. Neural Computation 2, 490–501',
    link: 'https://doi.org/10.1162/neco.1990.2.4.490',
  },
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
    what: 'state the conditions (below the bound it must vanish, above it may explode) and popularise clipping the norm of the gradient.',
    source: 'On the difficulty of training recurrent neural networks. ICML 2013',
    link: 'https://arxiv.org/abs/1211.5063',
  },
  {
    year: '2014',
    who: 'Andrew Saxe, James McClelland & Surya Ganguli',
    what: 'solve deep linear networks exactly and propose random orthogonal starts, which in a linear network keep every length.',
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
    year: '2014',
    who: 'Dzmitry Bahdanau, Kyunghyun Cho & Yoshua Bengio',
    what: html`let a decoder look back at every state of the encoder: attention, a path of one step however far away a word
    stands. Three years later it does without any recurrence
    (<a href="https://arxiv.org/abs/1706.03762">Vaswani and others 2017</a>).`,
    source: 'Neural machine translation by jointly learning to align and translate. ICLR 2015',
    link: 'https://arxiv.org/abs/1409.0473',
  },
  {
    year: '2015',
    who: 'Quoc Le, Navdeep Jaitly & Geoffrey Hinton',
    what: 'start ReLU networks at the identity matrix.',
    source: 'A simple way to initialize recurrent networks of rectified linear units',
    link: 'https://arxiv.org/abs/1504.00941',
  },
  {
    year: '2015',
    who: 'Kaiming He, Xiangyu Zhang, Shaoqing Ren & Jian Sun',
    what: 'let every layer add to what it was given: residual networks, the additive path through depth.',
    source: 'Deep residual learning for image recognition. CVPR 2016',
    link: 'https://arxiv.org/abs/1512.03385',
  },
  {
    year: '2015 on',
    who: 'Sergey Ioffe & Christian Szegedy, and others',
    what: html`normalise pre-activations, so that units stay where slopes are large; for recurrent networks in each layer and
    step (<a href="https://arxiv.org/abs/1607.06450">Ba, Kiros & Hinton 2016</a>).`,
    source:
      'Batch normalization: accelerating deep network training by reducing internal covariate shift. ICML 2015',
    link: 'https://arxiv.org/abs/1502.03167',
  },
  {
    year: '2016',
    who: 'Martin Arjovsky, Amar Shah & Yoshua Bengio',
    what: html`build the matrix out of unitary ones, so that training cannot move an eigenvalue off the unit circle. Orthogonal
    parametrisations follow (<a href="https://arxiv.org/abs/1901.08428">Lezcano-Casado & Martínez-Rubio 2019</a>).`,
    source: 'Unitary evolution recurrent neural networks. ICML 2016',
    link: 'https://arxiv.org/abs/1511.06464',
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
  {
    year: '2023',
    who: 'Rainer Engelken',
    what: 'trains a network’s Lyapunov exponents to be 0 before, or while, it learns: gradient flossing.',
    source:
      'Gradient flossing: improving gradient descent through dynamic control of Jacobians. NeurIPS 2023',
    link: 'https://arxiv.org/abs/2312.17306',
  },
  {
    year: '2024',
    who: 'Jascha Sohl-Dickstein',
    what: 'zooms into the border between what trains and what does not, in feed-forward networks: it is fractal over more than ten decades.',
    source: 'The boundary of neural network trainability is fractal',
    link: 'https://arxiv.org/abs/2402.06184',
  },
  {
    year: '2024',
    who: 'Nicolas Zucchet & Antonio Orvieto',
    what: 'show that gradients which neither vanish nor explode are not enough: the longer the memory, the more the output answers to each parameter.',
    source:
      'Recurrent neural networks: vanishing and exploding gradients are not the end of the story. NeurIPS 2024',
    link: 'https://arxiv.org/abs/2405.21064',
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
      Lyapunov exponents, and a network’s largest one is in the long run the growth rate of its gradients: zero at the edge
      of chaos (Sompolinsky, Crisanti & Sommers 1988). Inputs that are added to the pre-activations push that edge outwards
      (Molgedey, Schuchhardt & Schuster 1992); where they set gates they can do the opposite and bring chaos about
      (<a href="https://doi.org/10.1103/PhysRevX.12.011011">Krishnamurthy, Can & Schwab 2022</a>).
    </p>
  `,
};
