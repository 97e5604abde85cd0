import fc from 'fast-check';
import { test } from 'tap';
import { certifyPartitionVotes } from '../../lib/certify/partition-votes.js';
import { DomainError } from '../../lib/numerics/index.js';

/** The class that the models vote for, as stated: most votes, the first of equals. */
function winner(votes: readonly number[], classes: number): number {
  const counts = Array.from({ length: classes }, (_, c) => votes.filter((vote) => vote === c).length);
  return counts.indexOf(Math.max(...counts));
}

/** Fewest models that must change their minds to change the winner, by trying every ballot of as many models. */
function fewestChanges(votes: readonly number[], classes: number): number {
  const before = winner(votes, classes);
  let fewest = Infinity;
  for (let code = 0; code < classes ** votes.length; code++) {
    const other = votes.map((_, i) => Math.floor(code / classes ** i) % classes);
    if (winner(other, classes) !== before)
      fewest = Math.min(fewest, other.filter((vote, i) => vote !== votes[i]).length);
  }
  return fewest;
}

const rowOf = (votes: readonly number[], classes: number, truth = 0) => ({
  truth,
  counts: Array.from({ length: classes }, (_, c) => votes.filter((vote) => vote === c).length),
});

const named = (classes: number): string[] => Array.from({ length: classes }, (_, c) => `class ${c}`);

test('a radius is one less than the fewest votes that change the prediction', (t) => {
  for (const [classes, models] of [
    [2, 1],
    [2, 6],
    [2, 7],
    [3, 5],
    [3, 6],
    [4, 5],
  ] as const) {
    for (let code = 0; code < classes ** models; code += 1) {
      const votes = Array.from({ length: models }, (_, i) => Math.floor(code / classes ** i) % classes);
      // the order of the models does not matter: one ballot of each composition
      if (votes.some((vote, i) => i > 0 && vote < votes[i - 1])) continue;
      const { records } = certifyPartitionVotes({
        classes: named(classes),
        models,
        rows: [rowOf(votes, classes)],
      });
      t.equal(records[0].prediction, winner(votes, classes), `${votes}`);
      t.equal(records[0].radius, fewestChanges(votes, classes) - 1, `${votes}`);
    }
  }
  t.end();
});

test('large ballots: r changes never, r + 1 changes can', (t) => {
  const ballots = fc
    .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 400 }))
    .chain(([classes, models]) =>
      fc.tuple(
        fc.constant(classes),
        fc.array(fc.nat(classes - 1), { minLength: models, maxLength: models }),
        fc.infiniteStream(fc.nat()),
      ),
    );
  fc.assert(
    fc.property(ballots, ([classes, votes, picks]) => {
      const votesOf = (ballot: readonly number[]) => ({
        classes: named(classes),
        models: ballot.length,
        rows: [rowOf(ballot, classes)],
      });
      const [{ prediction, radius }] = certifyPartitionVotes(votesOf(votes)).records;
      const changed = [...votes];
      for (let r = 0; r < radius; r++)
        changed[(picks.next().value ?? 0) % votes.length] = (picks.next().value ?? 0) % classes;
      // the worst change: take votes from the winner and hand them to one rival
      const flips = named(classes).map((_, rival) => {
        const worst = [...votes];
        for (let left = radius + 1, i = 0; left > 0 && i < worst.length; i++)
          if (worst[i] === prediction) {
            worst[i] = rival;
            left -= 1;
          }
        return winner(worst, classes) !== prediction;
      });
      return winner(changed, classes) === prediction && flips.some((flip) => flip);
    }),
    { numRuns: 200 },
  );
  t.end();
});

test('curve, median, ceiling and claims', (t) => {
  const certificate = certifyPartitionVotes({
    classes: ['a', 'b', 'c'],
    models: 10,
    rows: [
      { truth: 0, counts: [10, 0, 0] }, // right, radius 5
      { truth: 1, counts: [0, 10, 0] }, // right, radius 4: a tie goes to a
      { truth: 2, counts: [4, 1, 5] }, // right, radius 0
      { truth: 0, counts: [0, 8, 2] }, // wrong
    ],
  });
  t.strictSame(
    certificate.records.map(({ radius, correct }) => [radius, correct]),
    [
      [5, true],
      [4, true],
      [0, true],
      [3, false],
    ],
  );
  t.strictSame(certificate.certifiedAccuracy, [0.75, 0.5, 0.5, 0.5, 0.5, 0.25, 0]);
  t.strictSame([certificate.ceiling, certificate.medianRadius], [5, 0]);
  t.ok(
    certificate.claims.every(
      ({ side, confidence, object, method }) =>
        side === 'lower' && confidence === 1 && object === 'majority vote' && method.startsWith('dpa'),
    ),
  );
  t.ok(
    certificate.claims.every(({ basis }) =>
      basis.assumptions.some((text) => /poison.* in its place, .*same classes: .*order stay/.test(text)),
    ),
    'what a poison may be is granted by whoever reads a claim',
  );
  t.strictSame(
    certificate.claims.filter(({ quantity }) => quantity === 'certifiedAccuracy').map(({ value }) => value),
    certificate.certifiedAccuracy,
  );
  t.strictSame(
    certificate.claims.filter(({ quantity }) => quantity === 'radius').map(({ value }) => value),
    [0, 5],
  );

  const hopeless = certifyPartitionVotes({
    classes: ['a', 'b'],
    models: 3,
    rows: [{ truth: 1, counts: [3, 0] }],
  });
  t.strictSame([hopeless.certifiedAccuracy, hopeless.medianRadius], [[0], -1]);
  t.notOk(hopeless.claims.some(({ value }) => value < 0));
  t.end();
});

test('votes that the parts cannot have cast are refused', (t) => {
  const row = { truth: 0, counts: [3, 0] };
  for (const votes of [
    { classes: ['a'], models: 3, rows: [{ truth: 0, counts: [3] }] },
    { classes: ['a', 'b'], models: 4, rows: [row] },
    { classes: ['a', 'b'], models: 3, rows: [] },
    { classes: ['a', 'b'], models: 3, rows: [{ truth: 0, counts: [Number.NaN, 3] }] },
  ])
    t.throws(() => certifyPartitionVotes(votes), DomainError);
  t.end();
});
