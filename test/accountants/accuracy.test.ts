import * as fc from 'fast-check';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { epsilonAt } from '../../lib/convert/index.js';
import { additiveArbitrary, designArbitrary, dpSgdArbitrary } from '../../lib/laws/index.js';

// Tightness that rests on no lower bound: what a coarse grid says is close to what a fine one says.

const SEED = 20210306;

const KINDS = {
  'mixup, subsets': designArbitrary('subsets'),
  'mixup, poisson': designArbitrary('poisson'),
  'mixup, partition': designArbitrary('partition'),
  'mixup, balanced': designArbitrary('balanced'),
  additive: additiveArbitrary(),
  'dp-sgd': dpSgdArbitrary(),
};

for (const [kind, mechanisms] of Object.entries(KINDS))
  test(`${kind}: epsilon at accuracy 1e-3 is within 3 % of that at 1e-4`, (t) => {
    t.comment(`seed ${SEED}`);
    const property = fc.property(mechanisms, fc.integer({ min: 2, max: 10 }), (mechanism, decades) => {
      const epsilonOf = (accuracy: number): number =>
        epsilonAt(account(mechanism, { accuracy }).upper, 10 ** -decades, 1);
      const [coarse, fine] = [epsilonOf(1e-3), epsilonOf(1e-4)];
      if (coarse === fine) return;
      if (!(coarse <= 1.03 * fine + 1e-6)) throw new Error(`${coarse} against ${fine} at 1e-${decades}`);
      if (!(fine <= 1.03 * coarse + 1e-6)) throw new Error(`${fine} is the coarse one, ${coarse} the fine`);
    });
    fc.assert(property, { seed: SEED, numRuns: 15, endOnFailure: true, includeErrorInReport: true });
    t.end();
  });
