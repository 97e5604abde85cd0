// From records to a certified-accuracy curve, step by step: read, clip, release, train, vote, certify.
// On the command line: dpih certify --data FILE --k 4 --sigma 0.4 --models 1000
import { account, certifyVotes, decimal, epsilonAt, fraction, type Mixup, type Votes } from 'dpih';
import { type DataSpec, describeSteps, loadData } from 'dpih/data';
import { type Recipe, trainer } from 'dpih/train';

// 1. Records, taken one by one into a domain that is fixed beforehand; a fifth is held out by position.
const spec: DataSpec = {
  source: 'glyphs', // the embedded set; or the path of a CSV, IDX, NPY or NPZ file, or of a folder of images
  steps: [{ kind: 'contrast' }],
  domain: { kind: 'l2-ball', radius: 1 },
  test: { fraction: 0.2, seed: '1' },
};
const { train, test } = await loadData(spec);
console.log(`${train.count} records to train on, ${test.count} to test; ${describeSteps(spec).join('; ')}`);

// 2. One plain record says how mixtures are made. Sampler and accountant read the same record.
const mechanism: Mixup = {
  kind: 'mixup',
  n: train.count,
  k: 4,
  releases: 4 * train.count,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.4 },
  domain: train.domain,
  labels: { kind: 'noised', scale: 0.4 },
  adjacency: 'replace',
};
const { upper } = account(mechanism);
console.log('epsilon of one release at delta 1e-5:', decimal(epsilonAt(upper, 1e-5, 1), 'up'));

// 3. Models, each trained on a release of its own, and their votes on every held-out record.
const recipe: Recipe = {
  defence: { kind: 'dp-instahide', mechanism },
  learner: { kind: 'ridge' },
  models: 200,
  seed: '1',
};
const counts = Array.from(test.labels, () => test.classes.map(() => 0));
const { model } = await trainer(recipe, { train, test });
for (let i = 0; i < recipe.models; i += 1)
  (await model(i)).forEach((label, record) => {
    const row = counts[record];
    if (row !== undefined) row[label] = (row[label] ?? 0) + 1;
  });

// 4. How many replaced training records can the vote of such models provably not notice?
const votes: Votes = {
  classes: test.classes,
  models: recipe.models,
  rows: counts.map((row, i) => ({ truth: test.labels[i] ?? 0, counts: row })),
};
const right = votes.rows.filter(({ truth, counts: row }) => row.indexOf(Math.max(...row)) === truth).length;
console.log('clean accuracy of the vote:', (right / votes.rows.length).toPrecision(3));
certifyVotes(upper, votes, { alpha: 0.001 }).certifiedAccuracy.forEach((share, r) => {
  console.log(`certified at r = ${r}:`, fraction(share, 'down'));
});
