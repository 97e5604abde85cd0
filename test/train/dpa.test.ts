import { test } from 'tap';
import { certifyPartitionVotes } from '../../lib/certify/index.js';
import type { DomainRecords, Votes } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { partsOf } from '../../lib/train/defences/dpa.js';
import { trainer } from '../../lib/train/train-model.js';
import { blobs } from './records.js';

const PARTS = 15;
const CLASSES = 3;
const train = blobs(450, 6, CLASSES);
const held = blobs(120, 6, CLASSES, 'others');
const recipe = {
  defence: { kind: 'dpa', parts: PARTS },
  learner: { kind: 'ridge' },
  models: PARTS,
  seed: 'test',
} as const;

async function models(records: DomainRecords): Promise<Uint16Array[]> {
  const { model } = await trainer(recipe, { train: records, test: held });
  return Promise.all(Array.from({ length: PARTS }, (_, i) => model(i)));
}

function votesOf(predictions: readonly Uint16Array[]): Votes {
  return {
    classes: train.classes,
    models: PARTS,
    rows: [...held.labels].map((truth, i) => {
      const counts = new Array<number>(CLASSES).fill(0);
      for (const model of predictions) counts[model[i]] += 1;
      return { truth, counts };
    }),
  };
}

/** Each of the records replaced by its mirror image under another label. */
function poisoned(which: readonly number[]): DomainRecords {
  const [features, labels] = [train.features.slice(), train.labels.slice()];
  for (const record of which) {
    labels[record] = (labels[record] + 1) % CLASSES;
    for (let i = 0; i < 6; i++) features[6 * record + i] *= -1;
  }
  return { ...train, features, labels };
}

test('parts are disjoint, cover all records and differ by one record at most in size', (t) => {
  for (const [count, parts] of [
    [450, 15],
    [451, 15],
    [7, 7],
    [100, 3],
  ]) {
    const members = partsOf(count, parts, 'seed');
    t.equal(members.length, parts);
    t.strictSame(
      members.flatMap((part) => [...part]).sort((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
    const sizes = members.map((part) => part.length);
    t.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
  }
  t.notSame(partsOf(100, 3, 'seed'), partsOf(100, 3, 'other seed'));
  t.throws(() => partsOf(5, 6, 'seed'), DomainError);
  t.end();
});

test('a replaced record changes the model of its part and no other', async (t) => {
  const clean = await models(train);
  const parts = partsOf(train.count, PARTS, 'test');
  let changed = 0;
  for (const record of [0, 123, 449]) {
    const part = parts.findIndex((members) => members.includes(record));
    const after = await models(poisoned([record]));
    after.forEach((predictions, i) => {
      if (i !== part) t.strictSame(predictions, clean[i], `record ${record}: model ${i}`);
      else if (predictions.join() !== clean[i].join()) changed += 1;
    });
  }
  t.ok(changed > 0, 'and the model of its part does change');
});

test('certified predictions survive poisons in as many parts; beyond them some fall', async (t) => {
  const { records, certifiedAccuracy } = certifyPartitionVotes(votesOf(await models(train)));
  t.ok(certifiedAccuracy[1] > 0.3, `certified at r = 1: ${certifiedAccuracy[1]}`);
  const parts = partsOf(train.count, PARTS, 'test');
  for (const r of [1, 2, 3, 5]) {
    const after = certifyPartitionVotes(
      votesOf(await models(poisoned(parts.slice(0, r).map(([first]) => first)))),
    );
    for (const [i, { prediction, radius }] of records.entries())
      if (radius >= r) t.equal(after.records[i].prediction, prediction, `r = ${r}, record ${i}`);
  }
  // whole parts turned against the vote: r counts parts, so predictions of smaller radius fall
  const whole = parts.slice(0, 7).flatMap((members) => [...members]);
  const turned = certifyPartitionVotes(votesOf(await models(poisoned(whole))));
  let fallen = 0;
  for (const [i, { prediction, radius }] of records.entries()) {
    if (radius >= 7) t.equal(turned.records[i].prediction, prediction, `7 parts, record ${i}`);
    else if (turned.records[i].prediction !== prediction) fallen += 1;
  }
  t.ok(fallen > 0, `${fallen} predictions fell`);
});
