import type { Mechanism, Mixup } from '../core/index.js';
import type { Recipe } from './recipe.js';

/** What may be certified of models trained by a recipe. */
export type RecipeGuarantee =
  /** every model is a run of its own of this mechanism: its profile certifies the vote */
  | { readonly kind: 'mechanism'; readonly mechanism: Mechanism }
  /** every record is in one of `parts` parts: the count of votes certifies itself */
  | { readonly kind: 'partition'; readonly parts: number }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * What the models of a recipe are certified by; where by nothing, the reason in words for a user.
 *
 * A certificate speaks of models that are independent runs of the mechanism: M models trained on ONE release
 * estimate the conditional law given that release, on which a poisoned record has an unbounded effect.
 */
export function guaranteeOf({ defence }: Recipe): RecipeGuarantee {
  switch (defence.kind) {
    case 'none':
      return { kind: 'none', reason: 'no defence: the model may depend on one record in any way' };
    case 'mixup':
      return {
        kind: 'none',
        reason:
          'mixup without noise is not private: the mean of k records tells whether one of them was changed, ' +
          'for certain, whenever it is drawn',
      };
    case 'noise':
    case 'dp-instahide':
      return ofRelease(defence.mechanism, defence.shared === true);
    case 'dp-sgd':
      return { kind: 'mechanism', mechanism: defence.mechanism };
    case 'dpa':
      return { kind: 'partition', parts: defence.parts };
  }
}

function ofRelease(mechanism: Mixup, shared: boolean): RecipeGuarantee {
  if (shared)
    return {
      kind: 'none',
      reason:
        'all models were trained on one shared release: their votes estimate probabilities given that release, ' +
        'not over the noise and the mixtures, and nothing bounds how a poisoned record moves those; ' +
        'draw a release for each model',
    };
  if (mechanism.adjacency !== 'replace')
    return {
      kind: 'none',
      reason:
        'a record more or fewer changes n, and with it the mechanism that the training runs; ' +
        "its guarantee is about records replaced: adjacency 'replace'",
    };
  if (mechanism.labels.kind === 'exposed')
    return {
      kind: 'none',
      reason:
        'mixed labels are released without noise: a record whose label may change too has no bound ' +
        '(one class fewer in a mixture shows it); give the labels noise',
    };
  return { kind: 'mechanism', mechanism };
}
