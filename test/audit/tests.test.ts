import { test } from 'tap';
import {
  coincidences,
  goodnessOfFit,
  observationFit,
  pairedIndependence,
  type ScoreLaw,
  serialIndependence,
  tailCounts,
  tallyOf,
  tallyShape,
} from '../../lib/audit/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { NORMAL, normalLaw, normals } from './samples.js';

const ALPHA = 0.05 / 8;

test('fit: the distance is that of the definition, ties and atoms and infinite scores included', (t) => {
  // By hand: N = 4 at 0.1, 0.1, 0.6, 0.9 against the uniform law. Largest gap: at 0.6-, 1/2 against 0.6 -> 0.1,
  // at 0.1, 1/2 against 0.1 -> 0.4.
  const uniform: ScoreLaw = {
    atMost: (x) => [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, x))],
    below: (x) => [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, x))],
  };
  const fit = goodnessOfFit(Float64Array.of(0.9, 0.1, 0.6, 0.1), uniform, 0.05, 'u');
  t.ok(Math.abs(fit.statistic - 0.4) < 1e-15 && fit.statistic <= 0.4, `${fit.statistic}`);
  t.ok(Math.abs(fit.critical - Math.sqrt(Math.log(40) / 8)) < 1e-15);
  t.equal(fit.rejected, false);
  // All scores at one atom of the law: nothing lies outside. Without the atom, everything does.
  const coin: ScoreLaw = {
    atMost: (x) => (x < 0 ? [0, 0] : x < 1 ? [0.5, 0.5] : [1, 1]),
    below: (x) => (x <= 0 ? [0, 0] : x <= 1 ? [0.5, 0.5] : [1, 1]),
  };
  const halves = Float64Array.from({ length: 1000 }, (_, i) => i % 2);
  t.equal(goodnessOfFit(halves, coin, 0.05, 'coin').statistic, 0);
  t.ok(
    goodnessOfFit(halves.fill(1, 0, 200), coin, 0.05, 'coin').rejected,
    'a tenth too many at one of the atoms',
  );
  t.ok(
    goodnessOfFit(new Float64Array(1000).fill(0.5), coin, 0.05, 'coin').rejected,
    'between the atoms: both are missed',
  );
  // An infinite score has probability 0 under a law of real numbers.
  const infinite = normals(1000, 'infinite').fill(Infinity, 0, 100);
  t.ok(Math.abs(goodnessOfFit(infinite, NORMAL, 0.05, 'inf').statistic - 0.1) < 0.02);
  t.ok(goodnessOfFit(infinite.fill(-Infinity, 0, 100), NORMAL, 0.05, '-inf').rejected);
  t.throws(() => goodnessOfFit(new Float64Array(0), NORMAL, 0.05, ''), DomainError);
  t.throws(() => goodnessOfFit(Float64Array.of(1, Number.NaN), NORMAL, 0.05, ''), /score 1 must be a number/);
  t.throws(() => goodnessOfFit(Float64Array.of(1), NORMAL, 0, ''), DomainError);
  t.end();
});

test('fit: only what lies outside of an enclosure counts, and small faults are seen', (t) => {
  const scores = normals(100_000, 'fit');
  t.notOk(goodnessOfFit(scores, NORMAL, ALPHA, 'z').rejected);
  t.ok(goodnessOfFit(scores, normalLaw(0.03), ALPHA, 'z').rejected, 'mean off by 0.03');
  t.ok(
    goodnessOfFit(
      scores.map((x) => x * 0.97),
      NORMAL,
      ALPHA,
      'z',
    ).rejected,
    'noise x 0.97',
  );
  const wide: ScoreLaw = {
    atMost: (x) => [normalLaw(0.05).atMost(x)[0], normalLaw(-0.05).atMost(x)[1]],
    below: (x) => [normalLaw(0.05).below(x)[0], normalLaw(-0.05).below(x)[1]],
  };
  const { statistic } = goodnessOfFit(scores, wide, ALPHA, 'z');
  t.ok(statistic < 2e-4, `${statistic}: only the outermost scores leave a wide enclosure`);
  t.ok(goodnessOfFit(scores, NORMAL, ALPHA, 'z').statistic > 1e-3);
  const start = performance.now();
  goodnessOfFit(scores, NORMAL, ALPHA, 'z');
  t.ok(performance.now() - start < 5000, 'quick'); // a quadratic scan takes minutes
  t.end();
});

test("independence: Fisher's exact test, by enumeration", (t) => {
  // 4 + 4: both splits agree; the count is extreme with probability 2 / C(8, 4).
  const up = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const same = pairedIndependence(up, up, 0.03, 'same');
  t.ok(Math.abs(same.statistic - Math.log(35)) < 1e-12 && same.rejected);
  const opposite = pairedIndependence(up, up.slice().reverse(), 0.03, 'opposite');
  t.ok(Math.abs(opposite.statistic - Math.log(35)) < 1e-12 && opposite.rejected);
  // Exact level: over all orders of the second side a rejection has probability at most alpha, ties or not.
  for (const second of [
    [1, 2, 3, 4, 5, 6, 7],
    [0, 0, 0, 1, 1, 1, 1],
    [0, 0, 0, 0, 0, 1, 2],
    [3, 3, 3, 3, 3, 3, 3],
  ]) {
    const first = Float64Array.of(1, 1, 2, 3, 4, 4, 9);
    for (const alpha of [0.06, 0.3, 0.6]) {
      let [rejected, orders] = [0, 0];
      for (const order of permutations(second)) {
        orders += 1;
        if (pairedIndependence(first, Float64Array.from(order), alpha, '').rejected) rejected += 1;
      }
      if (!(rejected <= alpha * orders)) t.fail(`${second}, ${alpha}: ${rejected} of ${orders}`);
    }
  }
  t.end();
});

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (let i = 0; i < items.length; i++)
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [items[i], ...rest];
}

test('independence: shared randomness is seen, independent worlds are not', (t) => {
  const [a, b, shared] = [normals(100_000, 'a'), normals(100_000, 'b'), normals(100_000, 'shared')];
  t.notOk(pairedIndependence(a, b, ALPHA, 'worlds').rejected);
  t.ok(
    pairedIndependence(
      a,
      a.map((x, i) => x + b[i]),
      ALPHA,
      'worlds',
    ).rejected,
    'one world in the other',
  );
  const weak = (own: Float64Array) => own.map((x, i) => x + 0.2 * shared[i]);
  t.ok(pairedIndependence(weak(a), weak(b), ALPHA, 'worlds').rejected, 'correlation 0.04');
  t.notOk(serialIndependence(a, ALPHA, 'trials').rejected);
  t.ok(
    serialIndependence(
      a.map((x, i) => x + 0.5 * a[i - (i % 2)]),
      ALPHA,
      'trials',
    ).rejected,
    'a draw that lasts two trials',
  );
  t.throws(() => pairedIndependence(a, b.subarray(1), ALPHA, ''), DomainError);
  t.throws(() => pairedIndependence(Float64Array.of(1), Float64Array.of(1), ALPHA, ''), DomainError);
  t.throws(
    () => pairedIndependence(Float64Array.of(1, Number.NaN), Float64Array.of(1, 2), ALPHA, ''),
    DomainError,
  );
  t.throws(() => serialIndependence(Float64Array.of(1, 2, 3), ALPHA, ''), DomainError);
  t.end();
});

test('a test that cannot reject says so, and one that cannot look refuses', (t) => {
  const bins = (values: Float64Array) =>
    tallyOf(values, tallyShape(NORMAL, Math.max(1, values.length), 2 ** -40));
  const far = (count: number) => new Float64Array(count).fill(1e6);
  // sqrt(ln(2000) / 8) = 0.975 for 4 values; the last edge of so few is at 127/128
  t.equal(goodnessOfFit(far(3), NORMAL, 0.001, 'x').critical, Infinity);
  t.ok(goodnessOfFit(far(4), NORMAL, 0.001, 'x').rejected);
  t.equal(observationFit(bins(far(3)), NORMAL, 0.001, 'x').critical, Infinity);
  t.ok(observationFit(bins(far(4)), NORMAL, 0.001, 'x').rejected);
  const flat = (lo: number, hi: number): ScoreLaw => ({ atMost: () => [lo, hi], below: () => [lo, hi] });
  const anything = flat(0, 1);
  const many = bins(far(1000));
  for (const look of [observationFit, tailCounts, coincidences])
    t.match(
      look(many, anything, ALPHA, 'x'),
      { critical: Infinity, rejected: false },
      'a law that excludes nothing',
    );
  t.equal(goodnessOfFit(far(1000), anything, ALPHA, 'x').critical, Infinity);
  t.equal(tailCounts(bins(far(4)), NORMAL, ALPHA, 'x').critical, Infinity, 'nowhere are 5 expected');
  t.ok(tailCounts(bins(far(20)), NORMAL, ALPHA, 'x').rejected);
  t.equal(coincidences(bins(far(1)), NORMAL, ALPHA, 'x').critical, Infinity, 'one value repeats nothing');
  t.ok(coincidences(bins(far(3)), NORMAL, ALPHA, 'x').rejected);
  // 2 / C(n, n / 2) <= 0.05 from n = 8 on
  const rising = (count: number) => Float64Array.from({ length: count }, (_, i) => i);
  t.equal(pairedIndependence(rising(6), rising(6), 0.05, 'x').critical, Infinity);
  t.ok(pairedIndependence(rising(8), rising(8), 0.05, 'x').rejected);
  t.equal(
    pairedIndependence(far(1000), rising(1000), 0.05, 'x').critical,
    Infinity,
    'scores that are all alike',
  );
  t.equal(serialIndependence(rising(13), 0.05, 'x').critical, Infinity);
  t.ok(Number.isFinite(serialIndependence(rising(16), 0.05, 'x').critical));
  const broken = flat(Number.NaN, Number.NaN);
  for (const look of [observationFit, tailCounts])
    t.throws(() => look(many, broken, ALPHA, 'x'), /enclosure of the law must be lo <= hi, got \[NaN, NaN\]/);
  t.throws(() => goodnessOfFit(far(9), broken, ALPHA, 'x'), DomainError);
  for (const look of [observationFit, tailCounts, coincidences])
    t.throws(() => look(bins(far(0)), NORMAL, ALPHA, 'x'), /observations must be 1 or more, got 0/);
  t.end();
});
