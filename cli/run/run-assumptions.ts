import { basename } from 'node:path';
import { isTestFile } from '../../lib/data/data-spec.js';
import { describeSteps } from '../../lib/data/describe-steps.js';
import type { Plan } from '../../lib/run/plan.js';
import type { TestSet } from '../../lib/run/test-set.js';

/**
 * What the reader of a run's claims must grant beside the mechanism, one sentence each.
 * @param chosenFrom  mechanisms that this one is chosen from by their votes; the bounds pay for it
 */
export function granted(plan: Plan, test: TestSet, chosenFrom = 1): readonly string[] {
  return [
    ...grantedOfData(plan, test, chosenFrom),
    // who knows the seed could make records that fail, or shine, under just these draws
    `mixtures or batches, noise and training of model i are drawn from AES-128 in counter mode under the seed ` +
      `${JSON.stringify(plan.recipe.seed)} and i: they count as drawn independently and in secret, the seed being ` +
      'chosen without looking at results, and no record with the seed in view',
  ];
}

/** Of these, what does not speak of random draws. */
export function grantedOfData(
  { data }: Plan,
  { train, labels, classes }: TestSet,
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
    // a new label is a new column of every release, and a row more or fewer moves every record of the split
    `a poison takes the place of the record it replaces, with as many features and one of the same ${classes.length} ` +
      'classes: how many records there are, their order, the classes and how the file is read (header, columns) stay as they are',
    `every record went through the same steps, none of which looks at another record: ${describeSteps(data).join('; ')}`,
    chosenFrom === 1
      ? 'preprocessing, split, learner, mechanism, number of models and question were chosen without looking at these votes'
      : `preprocessing, split, learner, number of models, question and the ${chosenFrom} mechanisms to choose from were named without looking at any of their votes`,
  ];
}

/** What the claims of a run do not speak of, beside what those of its mechanism do not. */
export function leftOut({ recipe }: Plan): readonly string[] {
  return [
    'The privacy of this run: its noise is seeded, and whoever knows the seed can subtract it; publish mixtures by dpih release, without --seed.',
    `The privacy of the votes: they were cast by ${recipe.models} models, each on a release of its own, so they spend ` +
      `${recipe.models} times what one release does.`,
    'The privacy of the run folder: plan.json holds a hash of the data and split.json true labels; of a private set neither is to be published.',
  ];
}
