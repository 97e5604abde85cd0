import { test } from 'tap';
import {
  coincidences,
  goodnessOfFit,
  mergeTallies,
  observationFit,
  packTally,
  pairedIndependence,
  type ScoreLaw,
  serialIndependence,
  tailCounts,
  tallyOf,
  tallyShape,
  tallyWidth,
  unpackTally,
} from '../../lib/audit/index.js';
import { binomialLowerTail, binomialUpperTail, DomainError } from '../../lib/numerics/index.js';
import { LAPLACE, laplaces, NORMAL, normalLaw, normals } from './samples.js';

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
  t.ok(performance.now() - start < 1000, 'quick');
  t.end();
});

test('tallies add up, in one piece or in many, packed or not', (t) => {
  const shape = tallyShape(NORMAL, 100_000, 2 ** -40);
  const values = normals(100_000, 'tally');
  values[7] = Infinity;
  values[8] = -Infinity;
  values[9] = shape.edges[3]; // belongs to the bin that ends there
  const whole = tallyOf(values, shape);
  t.ok(whole.tailCount > 1000 && whole.tailCount < 2000, `${whole.tailCount} in the tail`);
  for (let i = 0; i <= shape.edges.length; i++) {
    const low = i === 0 ? -Infinity : shape.edges[i - 1];
    const high = i === shape.edges.length ? Infinity : shape.edges[i];
    const inside = values.filter((x) => x <= high && (x > low || i === 0)).length;
    if (inside !== whole.counts[i]) t.fail(`bin ${i}: ${inside}, ${whole.counts[i]}`);
  }
  const unit = { ...shape, capacity: 50 };
  const parts = Array.from({ length: 50 }, (_, i) => {
    const row = packTally(tallyOf(values.subarray(2000 * i, 2000 * (i + 1)), unit), unit);
    t.equal(row.length, tallyWidth(unit));
    return unpackTally(row, unit);
  });
  const merged = mergeTallies(parts);
  t.same(merged.counts, whole.counts);
  t.same([merged.count, merged.tailCount], [whole.count, whole.tailCount]);
  t.same(
    merged.tail,
    values.filter((x) => Math.abs(x) >= shape.tailStart),
    'in order of arrival',
  );
  const capped = tallyOf(values, { ...shape, capacity: 5 });
  t.same(capped.tail, whole.tail.subarray(0, 5));
  t.equal(capped.tailCount, whole.tailCount);
  t.throws(() => mergeTallies([]), DomainError);
  t.throws(() => mergeTallies([whole, tallyOf(values, tallyShape(LAPLACE, 1000, 0.5))]), DomainError);
  t.throws(() => unpackTally(new Float64Array(3), shape), DomainError);
  t.throws(() => packTally(whole, unit), DomainError);
  t.throws(() => tallyOf(Float64Array.of(Number.NaN), shape), DomainError);
  t.throws(() => tallyShape(NORMAL, 0, 0.1), DomainError);
  t.throws(() => tallyShape(NORMAL, 10, 0), DomainError);
  t.end();
});

test('observations: silent on the law, and each fault is seen by the test made for it', (t) => {
  const total = 1_000_000;
  const resolution = 2 ** -48;
  const seen = (values: Float64Array, law: ScoreLaw) => {
    const tally = tallyOf(values, tallyShape(law, values.length, resolution));
    return [observationFit, tailCounts, coincidences].map((look) => look(tally, law, ALPHA, 'x').rejected);
  };
  const gauss = normals(total, 'observations');
  const laplace = laplaces(total, 53, 'observations');
  t.same(seen(gauss, NORMAL), [false, false, false], 'Gaussian');
  t.same(seen(laplace, LAPLACE), [false, false, false], 'Laplace');
  t.same(
    seen(
      gauss.map((x) => x * 0.99),
      NORMAL,
    ).slice(0, 2),
    [true, true],
    'noise x 0.99',
  );
  const clamped = gauss.map((x) => Math.max(-4, Math.min(4, x)));
  t.same(seen(clamped, NORMAL), [false, true, true], 'clamped at 4 deviations: 63 of a million');
  const redrawn = gauss.filter((x) => Math.abs(x) < 4);
  t.same(seen(redrawn, NORMAL), [false, true, false], 'truncated at 4 deviations: 63 of a million');
  t.same(
    seen(laplaces(total, 24, 'float32'), LAPLACE),
    [false, false, true],
    'uniforms of 24 bits: only their repeats show',
  );
  const heavy = gauss.map((x, i) => (i % 4000 === 0 ? 5 * x : x));
  t.same(seen(heavy, NORMAL), [false, true, false], 'one in 4000 has five times the noise');
  const twice = gauss.map((_, i) => gauss[i - (i % 2)]);
  t.ok(seen(twice, NORMAL)[2], 'each draw used twice');
  t.end();
});

test('repeats: a lattice repeats as its law allows, a coarser one more often', (t) => {
  const spread = 2 ** 16;
  const total = 1_000_000;
  const onto = (values: Float64Array, points: number) => values.map((x) => Math.round(x * points) / points);
  // P(rounded x <= j / spread) = Phi((j + 1/2) / spread).
  const law: ScoreLaw = {
    atMost: (x) => NORMAL.atMost((Math.floor(x * spread) + 0.5) / spread),
    below: (x) => NORMAL.atMost((Math.ceil(x * spread) - 0.5) / spread),
  };
  const values = normals(total, 'lattice');
  const look = (points: number) => {
    const tally = tallyOf(onto(values, points), tallyShape(law, total, 1 / spread));
    return [observationFit, tailCounts, coincidences].map((one) => one(tally, law, ALPHA, 'x'));
  };
  const [fit, tails, repeats] = look(spread);
  t.notOk(fit.rejected || tails.rejected || repeats.rejected);
  t.ok(repeats.statistic > 10, `${repeats.statistic} repeats, ${repeats.critical} allowed`);
  t.ok(look(spread / 64)[2].rejected, 'one point of 64');
  t.end();
});

test('tail counts: the chance is that of exact binomial tails', (t) => {
  const shape = { edges: Float64Array.of(2), tailStart: 9, capacity: 1, resolution: 1e-9 };
  const law: ScoreLaw = { atMost: () => [0.98, 0.98], below: () => [0.98, 0.98] };
  for (const hits of [2, 20, 29, 45, 80]) {
    const values = new Float64Array(1000).fill(3, 0, hits);
    const { statistic, critical } = tailCounts(tallyOf(values, shape), law, 0.01, 'x');
    const exact = Math.min(binomialUpperTail(hits, 1000, 0.02).hi, binomialLowerTail(hits, 1000, 0.02).hi);
    t.ok(Math.abs(Math.exp(-statistic) - exact) < 1e-9 * exact + 1e-12, `${hits}: ${statistic}`);
    t.ok(Math.abs(critical - Math.log(400)) < 1e-12, 'two sides of two thresholds');
  }
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
