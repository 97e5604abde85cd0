import { test } from 'tap';
import { certifyVotes } from '../../lib/certify/votes.js';
import { parseVotes } from '../../lib/certify/votes-csv.js';
import { sharedData } from '../shared-data.js';
import { gaussian } from './profiles.js';

// Votes of 1,000 models on real handwritten digits. What is checked here does not depend on the mechanism: r = 0.

const UNPOISONED = [
  { file: 'votes-mnist.csv', records: 1000, complement: 0.619, rivals: 0.661 },
  { file: 'votes-digits.csv', records: 360, complement: 0.75, rivals: 0.8556 },
] as const;

for (const { file, records, complement, rivals } of UNPOISONED) {
  const text = sharedData(file);
  test(`${file}: what is certain of the unpoisoned learner`, { skip: text === undefined }, (t) => {
    const votes = parseVotes(text ?? '', 1000);
    t.equal(votes.rows.length, records);
    const at = (construction: 'complement' | 'rivals' | 'selected') =>
      certifyVotes(gaussian(1), votes, { construction, alpha: 0.001, maximalRadius: 0 });
    t.ok(Math.abs(at('complement').certifiedAccuracy[0] - complement) < 5e-5);
    t.ok(Math.abs(at('rivals').certifiedAccuracy[0] - rivals) < 5e-5);
    t.ok(
      at('selected').certifiedAccuracy[0] <= at('rivals').certifiedAccuracy[0],
      'choosing the class costs',
    );
    t.ok(
      at('selected').abstentions < at('rivals').abstentions,
      'and abstains less: wrong labels are decided too',
    );
    t.end();
  });
}
