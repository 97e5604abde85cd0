import { test } from 'tap';
import {
  coincidences,
  mergeTallies,
  observationFit,
  packTally,
  type ScoreLaw,
  tailCounts,
  tallyOf,
  tallyShape,
  tallyWidth,
  unpackTally,
} from '../../lib/audit/index.js';
import { binomialLowerTail, binomialUpperTail, DomainError } from '../../lib/numerics/index.js';
import { LAPLACE, laplaces, NORMAL, normals } from './samples.js';

const ALPHA = 0.05 / 8;

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
