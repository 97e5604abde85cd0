import * as fc from 'fast-check';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import type { Mechanism } from '../../lib/core/index.js';
import {
  accountantLaws,
  additiveArbitrary,
  designArbitrary,
  dpSgdArbitrary,
  guaranteeArbitrary,
  remembering,
  sampleArbitrary,
} from '../../lib/laws/index.js';

// Every law, asked of every kind of mechanism by name. A failure prints the seed, the mechanism and the place.

const SEED = 20210301;

const KINDS: Readonly<Record<string, { mechanisms: fc.Arbitrary<Mechanism>; runs: number }>> = {
  'mixup, subsets': { mechanisms: designArbitrary('subsets'), runs: 16 },
  'mixup, poisson': { mechanisms: designArbitrary('poisson'), runs: 12 },
  'mixup, partition': { mechanisms: designArbitrary('partition'), runs: 16 },
  'mixup, balanced': { mechanisms: designArbitrary('balanced'), runs: 16 },
  additive: { mechanisms: additiveArbitrary(), runs: 16 },
  'dp-sgd': { mechanisms: dpSgdArbitrary(), runs: 8 },
  guarantee: { mechanisms: guaranteeArbitrary(), runs: 40 },
};

for (const [kind, { mechanisms, runs }] of Object.entries(KINDS))
  test(`${kind}: all laws hold`, (t) => {
    t.comment(`seed ${SEED}, ${runs} mechanisms`);
    const checked = new Map(accountantLaws.map((law) => [law.name, 0]));
    const property = fc.property(mechanisms, sampleArbitrary(), (mechanism, sample) => {
      const accountant = remembering((asked, options) => account(asked, { accuracy: 1e-3, ...options }));
      for (const law of accountantLaws) {
        if (!law.appliesTo(mechanism)) continue;
        law.check(accountant, mechanism, sample);
        checked.set(law.name, (checked.get(law.name) ?? 0) + 1);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: runs, endOnFailure: true, includeErrorInReport: true });
    for (const [name, count] of checked) if (count > 0) t.pass(`${name} (${count} times)`);
    t.end();
  });

test('every law was asked of some kind', (t) => {
  for (const law of accountantLaws) {
    const concerned = Object.values(KINDS).some(({ mechanisms }) =>
      fc.sample(mechanisms, { seed: SEED, numRuns: 20 }).some((mechanism) => law.appliesTo(mechanism)),
    );
    t.ok(concerned, law.name);
  }
  t.end();
});
