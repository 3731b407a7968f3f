/** A start as code: what is measured is what this draws. */
import { type ActivationName, isGated } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import type { AdviceQuestion, Start } from './start.ts';

export interface Snippets {
  readonly pytorch: string;
  readonly keras: string;
}

export interface Schedule {
  readonly truncation: number;
  readonly clip: number;
}

export function snippetsOf(question: AdviceQuestion, start: Start, schedule: Schedule): Snippets {
  const { settings } = question;
  const gated = isGated(settings.cell);
  const of = gated ? gatedStart(question, start) : plainStart(question, start);
  return {
    pytorch: `${of.pytorch}\n# in every update, over windows of ${schedule.truncation} steps, before optimizer.step():\ntorch.nn.utils.clip_grad_norm_(rnn.parameters(), ${schedule.clip})`,
    keras: `${of.keras}\n# over windows of ${schedule.truncation} steps:\noptimizer = keras.optimizers.Adam(global_clipnorm=${schedule.clip})`,
  };
}

/** PyTorch's own start is uniform within ±1/√N. */
function gatedStart({ settings, hiddenSize: n, inputSize, lag }: AdviceQuestion, { name }: Start): Snippets {
  const { blocks } = cellOf(settings);
  const cell = settings.cell.toUpperCase();
  const four = blocks === 4;
  const limit = (1 / Math.sqrt(n)).toPrecision(3);
  const uniform = `keras.initializers.RandomUniform(-${limit}, ${limit})`;
  const before = cellOf(settings).stage !== undefined;
  const own = settings.activation === 'tanh' ? '' : `activation="${kerasName(settings.activation)}", `;
  const differences = [
    ...(own === '' ? [] : ['tanh']),
    ...(before ? ['the reset gate after the product'] : []),
  ];
  const layer = `layer = keras.layers.${cell}(${n}, ${own}${before ? 'reset_after=False, ' : ''}kernel_initializer=${uniform}, recurrent_initializer=${uniform})\nlayer.build((None, None, ${inputSize}))`;
  const module = `rnn = torch.nn.${cell}(${inputSize}, ${n})${differences.length > 0 ? `  # its weights: its step has ${differences.join(' and ')}, yours is your own` : ''}`;
  if (name === 'default') return { pytorch: module, keras: layer };
  const gate = four ? 'forget' : 'update';
  const most = Math.max(2, lag - 1);
  const [drawn, random] =
    name === 'chrono'
      ? [`torch.empty(${n}).uniform_(1, ${most}).log_()`, `numpy.log(numpy.random.uniform(1, ${most}, ${n}))`]
      : [`torch.ones(${n})`, `numpy.ones(${n})`];
  const lets = name === 'chrono' && four;
  return {
    pytorch: [
      module,
      'with torch.no_grad():',
      `    keep = ${drawn}`,
      `    rnn.bias_ih_l0[${n}:${2 * n}] = keep  # ${gate} gate`,
      `    rnn.bias_hh_l0[${n}:${2 * n}] = 0`,
      ...(lets ? [`    rnn.bias_ih_l0[:${n}] = -keep  # input gate`, `    rnn.bias_hh_l0[:${n}] = 0`] : []),
    ].join('\n'),
    keras: [
      layer,
      `keep = ${random}`,
      'bias = layer.cell.bias.numpy()',
      // Keras has the GRU's update gate first, and two rows of biases where its reset gate comes after the product.
      four
        ? `bias[${n}:${2 * n}] = keep  # forget gate`
        : `bias[${before ? '' : '0, '}:${n}] = keep  # update gate`,
      ...(lets ? [`bias[:${n}] = -keep  # input gate`] : []),
      'layer.cell.bias.assign(bias)',
    ].join('\n'),
  };
}

function plainStart(
  { settings, hiddenSize: n, inputSize }: AdviceQuestion,
  { name, gain = 1 }: Start,
): Snippets {
  const { cell, activation } = settings;
  const builtIn = cell === 'rnn' && (activation === 'tanh' || activation === 'relu');
  const limit = (1 / Math.sqrt(n)).toPrecision(3);
  const module = builtIn
    ? `rnn = torch.nn.RNN(${inputSize}, ${n}, nonlinearity="${activation}")`
    : `rnn = torch.nn.RNNCell(${inputSize}, ${n})  # its weights: the step of this cell is your own`;
  const suffix = builtIn ? '_l0' : '';
  const init =
    name === 'identity'
      ? [`torch.nn.init.eye_(rnn.weight_hh${suffix})`]
      : [`torch.nn.init.orthogonal_(rnn.weight_hh${suffix}, gain=${gain})`];
  const zeroed = [`torch.nn.init.zeros_(rnn.bias_ih${suffix})`, `torch.nn.init.zeros_(rnn.bias_hh${suffix})`];
  const uniform = `keras.initializers.RandomUniform(-${limit}, ${limit})`;
  const recurrent =
    name === 'default'
      ? uniform
      : name === 'identity'
        ? 'keras.initializers.Identity()'
        : `keras.initializers.Orthogonal(gain=${gain})`;
  return {
    pytorch: [module, ...(name === 'default' ? [] : [...init, ...zeroed])].join('\n'),
    keras: `layer = keras.layers.SimpleRNN(${n}, activation="${kerasName(activation)}", kernel_initializer=${uniform}, recurrent_initializer=${recurrent})${builtIn ? '' : '  # its weights: the step of this cell is your own'}`,
  };
}

function kerasName(activation: ActivationName): string {
  return activation === 'identity' ? 'linear' : activation.replaceAll('-', '_');
}
