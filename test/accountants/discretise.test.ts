import * as fc from 'fast-check';
import { test } from 'tap';
import { discretiseDown, discretiseUp } from '../../lib/accountants/discretise.js';
import { lossCells } from '../../lib/accountants/loss-cells.js';
import {
  collinearPair,
  familyOf,
  groupPair,
  pairDelta,
  revealedCountPair,
  revealedPair,
  UNSHIFTED,
} from '../../lib/bounds/index.js';
import type { LossDistribution, LossPair } from '../../lib/core/index.js';
import { hitWeights } from '../../lib/numerics/index.js';

const SEED = 20210303;

/** Profile of a discretised loss: sum of c_i (1 - a e^-l_i)_+ and the mass at Infinity, by definition. */
function profileOf({ mass, offset, first, step, infinity }: LossDistribution, epsilon: number): number {
  let sum = infinity;
  for (let i = 0; i < mass.length; i++) {
    const loss = offset + (first + i) * step;
    if (loss > epsilon) sum += (mass[i] as number) * -Math.expm1(epsilon - loss);
  }
  return sum;
}

/** Every construction of a pair, by name. */
const PAIRS: Readonly<
  Record<
    string,
    (law: 'gaussian' | 'laplace', hits: ReturnType<typeof hitWeights>, shift: number) => LossPair
  >
> = {
  group: (law, hits, shift) => groupPair(familyOf(law), hits, shift),
  'revealed count': (law, hits, shift) => revealedCountPair(familyOf(law), hits, shift),
  revealed: (law, hits, shift) => revealedPair(familyOf(law), hits, shift),
  removal: (law, hits, shift) => collinearPair(familyOf(law), { hits, shift }),
  addition: (law, hits, shift) => collinearPair(familyOf(law), UNSHIFTED, { hits, shift }),
  'double mixture': (law, hits, shift) => collinearPair(familyOf(law), { hits, shift }, { hits, shift }),
};

const setting = fc.record({
  name: fc.constantFrom(...Object.keys(PAIRS)),
  law: fc.constantFrom('gaussian' as const, 'laplace' as const),
  n: fc.integer({ min: 2, max: 400 }),
  k: fc.integer({ min: 1, max: 8 }),
  r: fc.integer({ min: 1, max: 4 }),
  shift: fc.noBias(fc.integer({ min: 1, max: 300 })).map((x) => x / 100),
  cells: fc.integer({ min: 4, max: 200 }),
  offset: fc.noBias(fc.integer({ min: -50, max: 50 })).map((x) => x / 100),
  reach: fc.noBias(fc.integer({ min: 10, max: 400 })).map((x) => x / 100),
});

/** `shift` of a cell: a pair with a tie keeps the loss 0 on the grid. */
function cellsOf(pair: LossPair, reach: number, count: number, shift = 0) {
  const step = reach / count;
  const offset = pair.tie.p > 0 ? 0 : shift * step;
  return lossCells(pair, { offset, step, first: -count, count: 2 * count + 1 });
}

test('discretiseUp dominates and discretiseDown is dominated, at random a on random grids', (t) => {
  t.comment(`seed ${SEED}`);
  fc.assert(
    fc.property(
      setting,
      fc.array(fc.noBias(fc.integer({ min: -1500, max: 1500 })), { minLength: 20, maxLength: 20 }),
      ({ name, law, n, k, r, shift, cells, reach, offset }, points) => {
        const hits = hitWeights(n, Math.min(r, n), Math.min(k, n));
        const pair = PAIRS[name]?.(law, hits, shift);
        if (pair === undefined) throw new Error(name);
        const grid = cellsOf(pair, reach, cells, offset);
        const [up, down] = [discretiseUp(grid), discretiseDown(grid)];
        for (const point of points) {
          const epsilon = (point / 1000) * reach;
          // the definition sums a few hundred terms, and an atom may lie a little beside its point
          const rounding = 1e-12;
          const above = profileOf(up, epsilon) + rounding;
          const exact = pairDelta(pair, epsilon, 'lower');
          if (!(above >= exact)) throw new Error(`up ${above} < ${exact} at ${epsilon}`);
          const below = profileOf(down, epsilon) - rounding;
          const most = pairDelta(pair, epsilon, 'upper');
          if (!(below <= most)) throw new Error(`down ${below} > ${most} at ${epsilon}`);
        }
      },
    ),
    { seed: SEED, numRuns: 400, includeErrorInReport: true },
  );
  t.end();
});

test('both become exact as the step goes to 0, with its square', (t) => {
  for (const [name, make] of Object.entries(PAIRS))
    for (const law of ['gaussian', 'laplace'] as const) {
      const pair = make(law, hitWeights(40, 2, 3), 0.7);
      const reach = Math.min(6, pair.support[1]);
      let before = Infinity;
      for (const count of [50, 200, 800]) {
        const grid = cellsOf(pair, reach, count);
        const [up, down] = [discretiseUp(grid), discretiseDown(grid)];
        let gap = 0;
        for (const share of [0.021, 0.11, 0.33, 0.52]) {
          const exact = pairDelta(pair, share * reach, 'upper');
          gap = Math.max(gap, profileOf(up, share * reach) - exact, exact - profileOf(down, share * reach));
        }
        t.ok(gap <= before / 3 + 1e-12, `${name} ${law} ${count}: gap ${gap} after ${before}`);
        before = gap;
      }
      t.ok(before < 1e-4, `${name} ${law}: last gap ${before}`);
    }
  t.end();
});

test('no mass is lost upwards, and none is made below', (t) => {
  for (const [name, make] of Object.entries(PAIRS)) {
    const grid = cellsOf(make('gaussian', hitWeights(40, 2, 3), 0.7), 0.5, 40); // much lies outside
    const total = ({ mass, infinity }: LossDistribution): number =>
      mass.reduce((sum, x) => sum + x, infinity);
    t.ok(total(discretiseUp(grid)) >= 1 - 1e-12, `${name} up ${total(discretiseUp(grid))}`);
    t.ok(total(discretiseUp(grid)) <= 1 + 1e-9, `${name} up ${total(discretiseUp(grid))}`);
    t.ok(total(discretiseDown(grid)) <= 1 + 1e-12, `${name} down ${total(discretiseDown(grid))}`);
    t.ok(
      discretiseDown(grid).mass.every((x) => x >= 0),
      name,
    );
  }
  t.end();
});
