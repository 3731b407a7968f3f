/** The chapter's sections, in the order in which they are read. */
import { activationsLesson } from './activations.ts';
import { chainRule } from './chain_rule.ts';
import { fromScratch } from './from_scratch.ts';
import { gradientFlow } from './gradient_flow.ts';
import { history } from './history.ts';
import { jacobianProduct } from './jacobian_product.ts';
import type { Lesson } from './lesson.ts';
import { longDistance } from './long_distance.ts';
import { oneSentence } from './one_sentence.ts';
import { quiz } from './quiz.ts';
import { realNetwork } from './real_network.ts';
import { scalarIntuition } from './scalar_intuition.ts';
import { symptoms } from './symptoms.ts';
import { takeAway } from './take_away.ts';
import { trainability } from './trainability.ts';
import { waysOut } from './ways_out.ts';

export const lessons: readonly Lesson[] = [
  oneSentence,
  chainRule,
  jacobianProduct,
  scalarIntuition,
  activationsLesson,
  symptoms,
  gradientFlow,
  fromScratch,
  realNetwork,
  longDistance,
  history,
  waysOut,
  trainability,
  quiz,
  takeAway,
];
