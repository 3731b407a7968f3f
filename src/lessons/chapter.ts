/** The chapter's sections, in the order in which they are read. */
import { activationsLesson } from './activations.ts';
import { chainRule } from './chain_rule.ts';
import { jacobianProduct } from './jacobian_product.ts';
import type { Lesson } from './lesson.ts';
import { oneSentence } from './one_sentence.ts';
import { scalarIntuition } from './scalar_intuition.ts';

export const lessons: readonly Lesson[] = [
  oneSentence,
  chainRule,
  jacobianProduct,
  scalarIntuition,
  activationsLesson,
];
