import type { DefenceShape } from '../defence.js';

/** Why a defence that works inside training cannot be run with a learner that takes no steps. */
export function takesNoSteps(kind: string, { learner }: DefenceShape): string | undefined {
  if (learner.kind !== 'ridge') return undefined;
  return `${kind} changes the batches that a network is trained on: ridge regression has none, use softmax, mlp or cnn`;
}
