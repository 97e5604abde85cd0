// A defence of your own: one file, one object. Run it beside the others with
//
//   npx dpih attack --own examples/drop-outliers.mjs --defences none,drop-outliers,dp-instahide
import { cleanSet } from 'dpih/train';
import * as z from 'zod';

export default {
  kind: 'drop-outliers',
  summary: 'the records farthest from the mean of their class are left out',
  source: 'Steinhardt, Koh, Liang 2017, Certified defenses for data poisoning attacks (its sphere defence)',
  // strict: a misspelt setting in a plan is an error
  schema: z.strictObject({
    kind: z.literal('drop-outliers'),
    share: z.number().gt(0).lt(1).default(0.1),
  }),
  guarantee: () => ({ kind: 'none', reason: 'which records are left out depends on all of them' }),
  train({ share }, { train, seed, fit }) {
    const kept = train.classes.flatMap((_, label) => {
      const members = positionsOf(train, label);
      const mean = meanOf(train, members);
      const distances = new Map(members.map((i) => [i, distance(train, i, mean)]));
      const nearest = [...members].sort((i, j) => distances.get(i) - distances.get(j));
      return nearest.slice(0, Math.ceil((1 - share) * members.length));
    });
    return fit(cleanSet(train, Int32Array.from(kept)), seed);
  },
};

const positionsOf = ({ labels }, label) => [...labels.keys()].filter((i) => labels[i] === label);

function meanOf({ features, dimension }, members) {
  const mean = new Float64Array(dimension);
  for (const i of members)
    for (let j = 0; j < dimension; j++) mean[j] += features[i * dimension + j] / members.length;
  return mean;
}

function distance({ features, dimension }, i, mean) {
  return mean.reduce((sum, m, j) => sum + (features[i * dimension + j] - m) ** 2, 0);
}
