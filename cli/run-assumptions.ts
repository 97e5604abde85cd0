import { basename } from 'node:path';
import { isTestFile } from '../lib/data/data-spec.js';
import { describeSteps } from '../lib/data/describe-steps.js';
import type { Plan } from '../lib/run/plan.js';
import type { TestSet } from '../lib/run/test-set.js';

/**
 * What the reader of a run's claims must grant beside the mechanism, one sentence each.
 * @param chosenFrom  mechanisms that this one is chosen from by their votes; the bounds pay for it
 */
export function granted(
  { data, recipe }: Plan,
  { train, labels }: TestSet,
  chosenFrom = 1,
): readonly string[] {
  const { source, test } = data;
  const name = source === 'glyphs' ? 'the embedded glyphs' : basename(source);
  const kept = isTestFile(test)
    ? `the ${labels.length} test records are those of ${basename(test.path)}`
    : `${labels.length} test records were set apart by position, in an order shuffled with seed ` +
      `${JSON.stringify(test.seed)}`;
  return [
    `the ${train} training records are those of ${name}; ${kept}; poisons are among the training records only`,
    `every record went through the same steps, none of which looks at another record: ${describeSteps(data).join('; ')}`,
    chosenFrom === 1
      ? 'preprocessing, split, learner and mechanism were chosen without looking at these votes'
      : `preprocessing, split, learner and the ${chosenFrom} mechanisms to choose from were named without looking at any of their votes`,
    `mixtures, noise and training of model i are drawn from AES-128 in counter mode under the seed ` +
      `${JSON.stringify(recipe.seed)} and i: they count as independent draws, the seed being chosen without looking at results`,
  ];
}

/** What the claims of a run do not speak of, beside what those of its mechanism do not. */
export function leftOut({ recipe }: Plan): readonly string[] {
  return [
    'The privacy of this run: its noise is seeded, and whoever knows the seed can subtract it; publish mixtures by dpih release, without --seed.',
    `The privacy of the votes: they were cast by ${recipe.models} models, each on a release of its own, so they spend ` +
      `${recipe.models} times what one release does.`,
  ];
}
