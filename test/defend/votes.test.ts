import { readFileSync } from 'node:fs';
import { test } from 'tap';
import type { DomainRecords } from '../../lib/core/index.js';
import { bagging, bagsOf } from '../../lib/defend/bagging.js';
import { dpa } from '../../lib/defend/dpa.js';
import { type Defended, reachableAccuracy, reachableSuccess, touchedBags } from '../../lib/defend/index.js';
import { binomialUpperTail, DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { shapeOf, TEST, TRAIN, trainingOn } from './training-for-tests.js';

const RIDGE = { kind: 'ridge' } as const;

/** All ways in which so many votes fall on so many classes. */
function allVotes(votes: number, classes: number): number[][] {
  if (classes === 1) return [[votes]];
  return Array.from({ length: votes + 1 }, (_, first) =>
    allVotes(votes - first, classes - 1).map((rest) => [first, ...rest]),
  ).flat();
}

/** Votes cast otherwise, from one count to another. */
function changedVotes(before: ArrayLike<number>, after: ArrayLike<number>): number {
  let moved = 0;
  for (let c = 0; c < before.length; c++) moved += Math.max(0, after[c] - before[c]);
  return moved;
}

const winnerOf = (counts: readonly number[]): number => counts.indexOf(Math.max(...counts));

test('what is reachable is what some change of votes reaches, in every small case', (t) => {
  let asked = 0;
  for (const classes of [2, 3, 4])
    for (const votes of [1, 2, 3, 4, 5]) {
      const all = allVotes(votes, classes);
      for (const counts of all)
        for (const changed of [0, 1, 2, 3, 6]) {
          const winners = new Set(
            all.filter((after) => changedVotes(counts, after) <= changed).map((after) => winnerOf(after)),
          );
          for (let c = 0; c < classes; c++) {
            const truth = (c + 1) % classes;
            const where = `${counts} with ${changed} changed, class ${c}`;
            asked += 1;
            const found = [
              reachableSuccess(counts, { truth: [truth], intended: [c] }, changed),
              reachableSuccess(counts, { truth: [c] }, changed),
              reachableAccuracy(counts, [c], changed),
            ];
            const others = [...winners].some((winner) => winner !== c);
            const expected = [winners.has(c) ? 1 : 0, others ? 1 : 0, others ? 0 : 1];
            if (found.join() !== expected.join()) t.same(found, expected, where);
          }
        }
    }
  t.equal(asked, 3525);
  t.end();
});

test('rows count each by itself, and shares are exact', (t) => {
  const votes = [5, 0, 0, 3, 2, 0, 0, 4, 1];
  t.equal(reachableSuccess(votes, { truth: [0, 0, 0], intended: [1, 1, 1] }, 0), 1 / 3);
  t.equal(reachableSuccess(votes, { truth: [0, 0, 0], intended: [1, 1, 1] }, 1), 2 / 3);
  t.equal(reachableSuccess(votes, { truth: [0, 0, 0], intended: [1, 1, 1] }, 3), 1);
  t.equal(reachableAccuracy(votes, [0, 0, 1], 0), 1);
  t.equal(reachableAccuracy(votes, [0, 0, 1], 1), 2 / 3);
  t.equal(reachableAccuracy(votes, [0, 0, 1], 2), 1 / 3);
  t.end();
});

test('votes that nobody can have cast are refused', (t) => {
  const truth = [0, 1];
  t.throws(
    () => reachableAccuracy([1, 2, 2, 2], truth, 1),
    /votes of row 1 must be as many as of every other row/,
  );
  t.throws(() => reachableAccuracy([0, 0, 0, 0], truth, 1), DomainError);
  t.throws(() => reachableAccuracy([1, 2, Number.NaN, 2], truth, 1), DomainError);
  t.throws(() => reachableAccuracy([1, 2, 4, -1], truth, 1), DomainError);
  t.throws(() => reachableAccuracy([1, 2, 2], truth, 1), /votes of a row/);
  t.throws(
    () => reachableAccuracy([1, 2, 2, 1], [0, 2], 1),
    /true label of row 1 must be one of the 2 classes, got 2/,
  );
  t.throws(() => reachableAccuracy([], [], 1), DomainError);
  for (const changed of [-1, 0.5, Number.NaN])
    t.throws(() => reachableAccuracy([1, 2, 2, 1], truth, changed), DomainError);
  t.throws(() => reachableSuccess([1, 2, 2, 1], { truth, intended: [1] }, 1), /intended class of row 1/);
  t.end();
});

interface Case {
  readonly bags: number;
  readonly size: number;
  readonly n: number;
  readonly poisons: number;
  readonly failure: number;
  readonly changed: number;
}

test('touched bags: the exact quantile of 60-digit references', (t) => {
  const { cases } = JSON.parse(readFileSync('test/fixtures/bagging-votes.json', 'utf8')) as { cases: Case[] };
  t.ok(cases.length > 100);
  for (const { bags, size, n, poisons, failure, changed } of cases)
    t.equal(
      touchedBags(bags, size, n, poisons, failure),
      changed,
      `${bags} ${size} ${n} ${poisons} ${failure}`,
    );
  t.equal(touchedBags(50, 20, 100, 0, 1e-4), 0, 'no poison touches no bag');
  t.throws(
    () => touchedBags(50, 20, 100, 101, 1e-4),
    /poisons must be a whole number in \[0, 100\], got 101/,
  );
  t.throws(() => touchedBags(50, 20, 100, 1, 0), /failure/);
  t.throws(() => touchedBags(50, Number.NaN, 100, 1, 0.1), /size/);
  t.end();
});

test('bags drawn by seeds are touched no more often than the bound says, and about as often', (t) => {
  const [n, bags, size, poisons, failure, seeds] = [200, 30, 10, 6, 0.05, 2000];
  const bound = touchedBags(bags, size, n, poisons, failure);
  let more = 0;
  let touched = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const held = bagsOf(n, bags, size, String(seed)).filter((bag) => bag.some((at) => at < poisons)).length;
    touched += held;
    if (held > bound) more += 1;
  }
  t.ok(binomialUpperTail(more, seeds, failure).hi > 1e-3, `${more} of ${seeds} above ${bound}`);
  const expected = seeds * bags * (1 - (1 - poisons / n) ** size);
  t.ok(Math.abs(touched - expected) < 4 * Math.sqrt(expected), `${touched} touched, ${expected} expected`);
  t.end();
});

/** So many records replaced by their negatives under another label. */
function poisoned(records: DomainRecords, which: readonly number[]): DomainRecords {
  const [features, labels] = [records.features.slice(), records.labels.slice()];
  for (const record of which) {
    labels[record] = (labels[record] + 1) % records.classes.length;
    for (let i = 0; i < 64; i++) features[64 * record + i] = 1 - features[64 * record + i];
  }
  return { ...records, features, labels };
}

const votesOf = async (model: Defended): Promise<Uint32Array> =>
  (await model.votes?.(TEST.features, TEST.count)) ?? new Uint32Array();

/** The most votes that any row of the test records changed. */
function mostChanged(before: Uint32Array, after: Uint32Array): number {
  let most = 0;
  for (let at = 0; at < before.length; at += 10)
    most = Math.max(most, changedVotes(before.subarray(at, at + 10), after.subarray(at, at + 10)));
  return most;
}

test('dpa: r replaced records change at most r votes, and the ensemble does what was reachable', async (t) => {
  const spec = dpa.schema.parse({ kind: 'dpa', parts: 20 });
  const clean = await dpa.train(spec, trainingOn(TRAIN, 'a', RIDGE));
  const before = await votesOf(clean);
  t.equal(before.length, TEST.count * 10);
  t.ok(before.reduce((a, b) => a + b) === 20 * TEST.count, 'rows sum to the number of models');
  const predicted = await clean.predict(TEST.features, TEST.count);
  predicted.forEach((label, i) => {
    const counts = [...before.subarray(10 * i, 10 * i + 10)];
    if (label !== winnerOf(counts)) t.fail(`row ${i}: ${label} of ${counts}`);
  });
  let moved = 0;
  for (const r of [1, 2, 5, 12]) {
    const which = [...new Draws(seededBits('which', r)).order(TRAIN.count)].slice(0, r);
    const model = await dpa.train(spec, trainingOn(poisoned(TRAIN, which), 'a', RIDGE));
    const after = await votesOf(model);
    const guarantee = dpa.guarantee(spec, shapeOf(TRAIN, RIDGE), r);
    t.match(guarantee, { kind: 'votes', changed: r, failure: 0 });
    const most = mostChanged(before, after);
    t.ok(most <= r, `${r} records changed ${most} votes`);
    moved += most;
    const wrong = (await model.predict(TEST.features, TEST.count)).filter(
      (label, i) => label !== TEST.labels[i],
    );
    const success = wrong.length / TEST.count;
    t.ok(success <= reachableSuccess(before, { truth: TEST.labels }, r), `success ${success}`);
    t.ok(1 - success >= reachableAccuracy(before, TEST.labels, r) - 1e-12);
  }
  t.ok(moved > 0, 'and some votes do change');
  t.match(dpa.guarantee(spec, shapeOf(TRAIN, RIDGE), 1000), { changed: 20 });
  t.ok(reachableAccuracy(before, TEST.labels, 1) > 0.6, 'the certificate says something');
});

test('bagging: votes change in touched bags alone', async (t) => {
  const spec = bagging.schema.parse({ kind: 'bagging', bags: 20, size: 60 });
  const before = await votesOf(await bagging.train(spec, trainingOn(TRAIN, 'a', RIDGE)));
  for (const which of [[0], [3, 77], [10, 20, 30, 40]]) {
    const model = await bagging.train(spec, trainingOn(poisoned(TRAIN, which), 'a', RIDGE));
    const touched = bagsOf(TRAIN.count, 20, 60, 'a').filter((bag) => bag.some((at) => which.includes(at)));
    const most = mostChanged(before, await votesOf(model));
    t.ok(most > 0 && most <= touched.length, `${most} votes, ${touched.length} bags`);
  }
  t.match(bagging.guarantee(spec, shapeOf(TRAIN, RIDGE), 5), {
    kind: 'votes',
    changed: touchedBags(20, 60, TRAIN.count, 5, 1e-4),
    failure: 1e-4,
  });
});
