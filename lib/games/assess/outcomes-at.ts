import { countErrors } from '../../audit/candidates.js';
import {
  epsilonOfRates,
  errorRates,
  type Outcomes,
  type ThresholdRule,
  type Worlds,
} from '../../audit/index.js';

export interface RightAndWrong {
  readonly outcomes: Outcomes;
  /** how the threshold was chosen, in words */
  readonly words: string;
}

/** Right and wrong guesses at the threshold that a rule chooses, on the trials that it leaves for measuring. */
export function outcomesAt(
  worlds: Worlds,
  rule: ThresholdRule,
  { delta, alpha }: { readonly delta: number; readonly alpha: number },
): RightAndWrong {
  const merit = {
    of: (fpr: number, fnr: number): number => epsilonOfRates(fpr, fnr, delta),
    caution: 0.25,
  };
  const { threshold, rule: words, trials } = errorRates(worlds, rule, alpha, merit);
  const absent = worlds.absent.subarray(worlds.absent.length - trials[0]);
  const present = worlds.present.subarray(worlds.present.length - trials[1]);
  const { falsePositives, falseNegatives } = countErrors({ absent, present }, threshold);
  return {
    outcomes: {
      truePositives: present.length - falseNegatives,
      falseNegatives,
      falsePositives,
      trueNegatives: absent.length - falsePositives,
    },
    words,
  };
}
