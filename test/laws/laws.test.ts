import * as fc from 'fast-check';
import { test } from 'tap';
import { composePair } from '../../lib/accountants/compose-pair.js';
import { account } from '../../lib/accountants/index.js';
import type { LossPair, Mechanism, Profile } from '../../lib/core/index.js';
import {
  type Accountant,
  accountantProperty,
  betweenZeroAndOne,
  certificateLaws,
  convexInRatio,
  dualDirections,
  type Enclosed,
  enclosedWithin,
  enclosureIsTight,
  finitePairArbitrary,
  finitePairDelta,
  LawViolation,
  mechanismArbitrary,
  nestedInPoisons,
  neverBelowIdentical,
  noiseNeverHurts,
  nonIncreasing,
  type ProfileLaw,
  profileLaws,
  releasesNeverGain,
  renyiAddsUp,
  requireMergingNeverHurts,
  sampleArbitrary,
  unitsDoNotMatter,
} from '../../lib/laws/index.js';
import { gaussian } from '../certify/profiles.js';

// The laws themselves: each accepts what is right and rejects what breaks it, and nothing else.

const SEED = 20210305;
const RUNS = { seed: SEED, numRuns: 60, includeErrorInReport: true };

function counterexample(law: ProfileLaw, subject: Enclosed): string | undefined {
  try {
    fc.assert(
      fc.property(sampleArbitrary(), (sample) => law.check(subject, sample)),
      RUNS,
    );
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const exact = gaussian(0.8);
const FINE = { relative: 1e-13, absolute: 1e-15 };
const asEnclosed = (at: Profile['at']): Enclosed => enclosedWithin({ ...exact, at }, FINE);

test('a profile in closed form obeys every law', (t) => {
  t.comment(`seed ${SEED}`);
  for (const law of profileLaws)
    t.equal(counterexample(law, enclosedWithin(exact, FINE)), undefined, law.name);
  t.end();
});

const BROKEN: readonly { law: ProfileLaw; how: string; at: Profile['at'] }[] = [
  { law: betweenZeroAndOne, how: 'delta above 1', at: (e, r, d) => exact.at(e, r, d) * 1.5 },
  {
    law: betweenZeroAndOne,
    how: 'private at NaN',
    at: (e, r, d) => (Number.isNaN(e) ? 0 : exact.at(e, r, d)),
  },
  {
    law: nonIncreasing,
    how: 'rising',
    at: (e, r, d) => Math.max(exact.at(e, r, d), e > 0 && e < 3 ? Math.min(0.2, e / 10) : 0),
  },
  {
    law: convexInRatio,
    how: 'a step',
    at: (e, r, d) => Math.min(1, exact.at(e, r, d) + (e < 0.4 ? 0.3 : 0)),
  },
  {
    law: dualDirections,
    how: 'one direction doubled',
    at: (e, r, d) => exact.at(e, r, d) * (d === 'forward' ? 1 : 0.5),
  },
  { law: dualDirections, how: 'clamped at epsilon 0', at: (e, r, d) => exact.at(Math.max(e, 0), r, d) },
  { law: neverBelowIdentical, how: 'private below 0', at: (e, r, d) => (e < 0 ? 0 : exact.at(e, r, d)) },
  { law: neverBelowIdentical, how: 'r = 0 costs', at: (e, r, d) => exact.at(e, Math.max(r, 1), d) },
  { law: nestedInPoisons, how: 'more poisons, less delta', at: (e, r, d) => exact.at(e, 1 / r, d) },
];

for (const { law, how, at } of BROKEN)
  test(`"${law.name}" rejects: ${how}`, (t) => {
    const found = counterexample(law, asEnclosed(at));
    t.match(found, /LawViolation/, 'a counterexample');
    t.match(found, new RegExp(`seed: ${SEED}`), 'with its seed');
    t.end();
  });

/** An accountant that answers for another mechanism than the one asked about. */
const confused =
  (other: (mechanism: Mechanism) => Mechanism): Accountant =>
  (mechanism, options) =>
    account(other(mechanism), { accuracy: 1e-2, ...options });

const ACCOUNTANTS: readonly {
  how: string;
  law: Parameters<typeof accountantProperty>[0];
  accountant: Accountant;
}[] = [
  {
    how: 'releases counted once',
    law: renyiAddsUp,
    accountant: confused((m) => ('releases' in m ? { ...m, releases: 1 } : m)),
  },
  {
    how: 'releases that divide',
    law: releasesNeverGain,
    accountant: confused((m) =>
      m.kind === 'additive' ? { ...m, releases: Math.ceil(2000 / m.releases) } : m,
    ),
  },
  {
    how: 'noise upside down',
    law: noiseNeverHurts,
    accountant: confused((m) =>
      m.kind === 'additive' ? { ...m, noise: { ...m.noise, scale: 1 / m.noise.scale } } : m,
    ),
  },
  {
    how: 'a length taken for a count',
    law: unitsDoNotMatter,
    accountant: confused((m) => (m.kind === 'additive' ? { ...m, sensitivity: 1 } : m)),
  },
  {
    how: 'an enclosure from 0 to 1',
    law: enclosureIsTight(0.02, 1e-3),
    accountant: (mechanism) => ({ ...account(mechanism, { accuracy: 1e-2 }), enclosure: () => [0, 1] }),
  },
];

const additive = mechanismArbitrary({ records: 50, releases: 50, width: 4 }).filter(
  (m) => m.kind === 'additive',
);

for (const { how, law, accountant } of ACCOUNTANTS)
  test(`"${law.name}" rejects: ${how}`, (t) => {
    const property = accountantProperty(law, accountant, additive);
    t.throws(() => fc.assert(property, { ...RUNS, endOnFailure: true }), /LawViolation/);
    t.end();
  });

test('laws of certificates reject a certificate that keeps too much', (t) => {
  const sample = { low: 0.7, high: 0.95, poisons: 2 };
  const rejected = (kept: (profile: Profile<'upper'>, p: number, r: number) => number): string[] =>
    certificateLaws.flatMap((law) => {
      try {
        law.check(kept, exact, sample);
        return [];
      } catch (error) {
        if (error instanceof LawViolation) return [law.name];
        throw error;
      }
    });
  t.ok(rejected((_, p) => p).length >= 1, 'poison without effect');
  t.ok(rejected((_, p, r) => p * (1 + r)).length >= 1, 'more than p');
  t.ok(rejected((_, p, r) => (r === 0 ? p : p / 2 + r / 100)).length >= 1, 'growing with r');
  t.ok(rejected((_, p, r) => (r === 0 ? p : Math.sqrt(p) / 2)).length >= 1, 'concave in p');
  t.end();
});

/** A pair of finite laws as a loss pair, for composition. */
function lossPair({ p, q }: { p: readonly number[]; q: readonly number[] }): LossPair {
  const outcomes = p.map((x, i) => ({ p: x, q: q[i] as number, loss: Math.log(x / (q[i] as number)) }));
  const mass = (holds: (loss: number) => boolean) => ({
    p: outcomes.reduce((sum, o) => sum + (holds(o.loss) ? o.p : 0), 0),
    q: outcomes.reduce((sum, o) => sum + (holds(o.loss) ? o.q : 0), 0),
    slack: 1e-13,
  });
  const losses = outcomes.map((o) => o.loss);
  return {
    tie: mass((l) => l === 0),
    infinity: 0,
    support: [Math.min(...losses), Math.max(...losses)],
    above: (loss) => mass((l) => l > loss),
    below: (loss) => mass((l) => l < loss),
    momentAbove: () => Infinity,
  };
}

const EPSILONS = [0, 0.1, 0.5, 1, 2];

test('merging outcomes: the definition obeys the law, and so does its composition', (t) => {
  const byDefinition = (pair: { p: readonly number[]; q: readonly number[] }): Enclosed =>
    asEnclosed((e, _, d) => finitePairDelta(d === 'forward' ? pair : { p: pair.q, q: pair.p }, e));
  fc.assert(
    fc.property(finitePairArbitrary(), (pair) => requireMergingNeverHurts(byDefinition, pair, EPSILONS)),
    RUNS,
  );
  const composed = (pair: { p: readonly number[]; q: readonly number[] }): Enclosed => {
    const made = {
      forward: composePair(lossPair(pair), 7, 1e-2),
      backward: composePair(lossPair({ p: pair.q, q: pair.p }), 7, 1e-2),
    };
    return { enclosure: (e, _, d) => [made[d].lower(e), made[d].upper(e)] };
  };
  fc.assert(
    fc.property(finitePairArbitrary(), (pair) => requireMergingNeverHurts(composed, pair, EPSILONS)),
    { ...RUNS, numRuns: 25 },
  );
  t.end();
});

test('composition of finite laws encloses the product, outcome by outcome', (t) => {
  const product = ({ p, q }: { p: readonly number[]; q: readonly number[] }) => ({
    p: p.flatMap((x) => p.flatMap((y) => p.map((z) => x * y * z))),
    q: q.flatMap((x) => q.flatMap((y) => q.map((z) => x * y * z))),
  });
  const widths: number[] = [];
  fc.assert(
    fc.property(finitePairArbitrary(), ({ p, q }) => {
      const { upper, lower } = composePair(lossPair({ p, q }), 3, 1e-3);
      for (const epsilon of EPSILONS) {
        const truth = finitePairDelta(product({ p, q }), epsilon);
        if (!(lower(epsilon) <= truth + 1e-13))
          throw new Error(`lower ${lower(epsilon)} > ${truth} at ${epsilon}`);
        if (!(upper(epsilon) >= truth - 1e-13))
          throw new Error(`upper ${upper(epsilon)} < ${truth} at ${epsilon}`);
        widths.push(upper(epsilon) - lower(epsilon));
      }
    }),
    RUNS,
  );
  // atoms between the points of the grid cost some width; a vacuous enclosure has width 1
  const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
  t.ok(mean < 0.1, `mean width ${mean}`);
  t.end();
});

test('merging rejects a profile that forgets an outcome', (t) => {
  const forgetful = ({ p, q }: { p: readonly number[]; q: readonly number[] }): Enclosed =>
    asEnclosed((e, _, d) => {
      const [x, y] = d === 'forward' ? [p, q] : [q, p];
      return finitePairDelta({ p: x.slice(1), q: y.slice(1) }, e);
    });
  t.throws(
    () =>
      fc.assert(
        fc.property(finitePairArbitrary(), (pair) => requireMergingNeverHurts(forgetful, pair, EPSILONS)),
        { ...RUNS, endOnFailure: true },
      ),
    /merging outcomes is never less private/,
  );
  t.end();
});
