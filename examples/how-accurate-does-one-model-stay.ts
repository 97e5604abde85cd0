// One model is trained and deployed, no vote. How accurate is it at least, on average, after r poisons?
import { account, decimal, expectedAccuracy, type Guarantee, meanEvidence, thresholdEvidence } from 'dpih';

const guarantee: Guarantee = { kind: 'guarantee', adjacency: 'replace', form: { kind: 'gdp', mu: 0.5 } };
const { upper } = account(guarantee);

// test accuracies of 1,000 training runs on the unpoisoned data, between 0.88 and 0.92
const runs = Array.from({ length: 1000 }, (_, i) => 0.88 + (0.04 * ((37 * i) % 1000)) / 1000);
const mean = meanEvidence(runs, 1, 0.001);
const threshold = thresholdEvidence(runs, [0.88], 1, 0.001); // fixed before the runs were seen
for (const r of [1, 2, 3]) {
  const byMean = expectedAccuracy(upper, mean, r).value;
  const byThreshold = expectedAccuracy(upper, threshold, r).value;
  console.log(
    `r = ${r}: at least ${decimal(byMean, 'down')} by the mean, ${decimal(byThreshold, 'down')} by the threshold`,
  );
}
