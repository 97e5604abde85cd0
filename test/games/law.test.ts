import { test } from 'tap';
import type { ScoreLaw } from '../../lib/audit/index.js';
import { UnsupportedError } from '../../lib/core/index.js';
import { exactEpsilon, tradeOffPoints } from '../../lib/games/law/exact-epsilon.js';
import { scoreHistogram } from '../../lib/games/law/histogram.js';
import { observationLaws } from '../../lib/games/law/observation-law.js';
import { enclosePair } from '../../lib/games/law/pair-enclosure.js';
import { scoreLaws } from '../../lib/games/law/score-law.js';
import { attainedShift, type GamePair, gamePair, logRatioOf, ratioOf } from '../../lib/games/pair.js';
import { DomainError, hitWeights, normalCdf, normalQuantile } from '../../lib/numerics/index.js';
import { Draws } from '../../lib/random/draws.js';
import { seededBits } from '../../lib/random/index.js';
import { type Entry, fixture, holds, mixup, pairOf } from './law-pairs.js';

/*
 * The exact laws of a game against contour integrals, quadrature and enumeration of other programs, against simulation, and
 * against the accountants, which share no code with them past one release.
 */

test('laws of scores: quadrature and enumeration lie in the enclosures, which are narrow', async (t) => {
  for (const entry of fixture('score-law') as Entry[]) {
    const name = `${entry.law} n=${entry.n} r=${entry.poisons} share ${entry.share}`;
    const check = (
      laws: ReturnType<typeof scoreLaws>,
      rows: readonly [number, number, number][],
      width: number,
    ) => {
      for (const [y, absent, present] of rows) {
        for (const [law, exact] of [
          [laws.absent, absent],
          [laws.present, present],
        ] as const) {
          const found = law.atMost(y);
          t.ok(holds(found, exact, 1e-9), `${name} at ${y}: ${exact} in ${found}`);
          t.ok(found[1] - found[0] < width, `${name} at ${y}: ${found} known to ${width}`);
        }
      }
    };
    const one = pairOf(entry, 1);
    check(scoreLaws(one), entry.one, 3e-4);
    const two = pairOf(entry, 2);
    check(scoreLaws(two), entry.two, 1e-3);
    // atoms of the coarse lattice are as wide as what is asked: only that they are held
    check(scoreLaws(two, { lattice: entry.lattice.spread }), entry.lattice.two, 0.05);
    for (const [delta, epsilon] of entry.epsilons) {
      const [low, high] = exactEpsilon(one, Number(delta));
      t.ok(low <= epsilon + 1e-9 && epsilon - 1e-9 <= high, `${name}: ${epsilon} in [${low}, ${high}]`);
      t.ok(high - low < 1e-4 * (epsilon + 0.01));
    }
    // H of two releases from the two distribution functions, where scores have no atom
    for (const [y, absent, present] of entry.two) {
      const exact = 1 - present - Math.exp(y) * (1 - absent);
      const { forward } = enclosePair(two, 0.01);
      if (y >= 0)
        t.ok(holds([forward.lower(y), forward.upper(y)], exact, 1e-9), `${name}: delta ${exact} at ${y}`);
    }
  }
});

/** Scores of simulated releases: the noise times `factor`. */
function simulate(pair: GamePair, present: boolean, trials: number, factor: number): Float64Array {
  const draws = new Draws(seededBits('law.test', pair.family.name, present ? 1 : 0, String(factor)));
  const { hits, shift } = present ? pair.present : pair.absent;
  const ratio = ratioOf(pair);
  const normal = (): number => normalQuantile((draws.word() + 0.5) * 2 ** -32);
  const laplace = (): number => {
    const u = (draws.word() + 0.5) * 2 ** -31 - 1;
    return u < 0 ? Math.log1p(u) : -Math.log1p(-u);
  };
  const noise = pair.family.name === 'gaussian' ? normal : laplace;
  return new Float64Array(trials).map(() => {
    let product = 1;
    for (let t = 0; t < pair.copies; t++) {
      const hit = draws.word() * 2 ** -32 < hits.hit ? shift : 0;
      product *= ratio((present ? hit : -hit) + factor * noise());
    }
    return Math.log(product);
  });
}

/** How far the empirical distribution function lies outside of the enclosure. */
function outside(law: ScoreLaw, scores: Float64Array): number {
  const sorted = scores.slice().sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    worst = Math.max(worst, (i + 1) / sorted.length - law.atMost(x)[1], law.below(x)[0] - i / sorted.length);
  });
  return worst;
}

test('laws of scores hold what is simulated, and not what is simulated with other noise', async (t) => {
  const trials = 4000;
  const critical = Math.sqrt(Math.log(2 / 1e-6) / (2 * trials));
  for (const law of ['gaussian', 'laplace'] as const)
    for (const name of ['one-sided', 'midpoint'] as const) {
      const pair = gamePair(mixup({ releases: 100, noise: { law, scale: 0.25 } }), name, 1, 1);
      const laws = scoreLaws(pair);
      for (const present of [false, true]) {
        const of = present ? laws.present : laws.absent;
        const right = outside(of, simulate(pair, present, trials, 1));
        t.ok(right < critical, `${law} ${name} ${present}: ${right}`);
        if (name === 'one-sided') {
          const wrong = outside(of, simulate(pair, present, trials, 0.8));
          t.ok(wrong > critical, `${law} ${present}, noise 0.8: ${wrong} is seen`);
        }
      }
    }
});

test('laws of scores are distribution functions', async (t) => {
  for (const options of [{}, { lattice: 1024 }, { rounding: 1e-3 }, { size: 2 ** 14 }])
    for (const law of ['gaussian', 'laplace'] as const)
      for (const releases of [1, 7]) {
        const { absent } = scoreLaws(
          gamePair(mixup({ releases, noise: { law, scale: 0.25 } }), 'quarter', 2, 1.5),
          options,
        );
        let last: readonly [number, number] = [0, 0];
        let ordered = true;
        for (let x = -4; x < 8; x += 0.013) {
          const next = absent.atMost(x);
          ordered &&=
            next[0] >= last[0] && next[1] >= last[1] && next[0] <= next[1] && next[0] >= 0 && next[1] <= 1;
          ordered &&= absent.below(x)[0] <= next[1];
          last = next;
        }
        t.ok(ordered, `${law} T=${releases} ${JSON.stringify(options)}`);
        t.same(absent.atMost(Infinity)[1], 1);
        t.ok(absent.atMost(Infinity)[0] > 1 - 1e-6);
        t.ok(absent.atMost(-Infinity)[1] < 1e-6 && absent.atMost(-Infinity)[0] === 0);
        t.same(absent.atMost(Number.NaN), [0, 1]);
      }
  const rounded = scoreLaws(gamePair(mixup(), 'one-sided', 1, 1), { rounding: 1e-3 }).absent.atMost(0);
  const exact = scoreLaws(gamePair(mixup(), 'one-sided', 1, 1)).absent.atMost(0);
  t.ok(rounded[0] <= exact[1] && exact[0] <= rounded[1], 'a rounded observation is enclosed as well');
  t.ok(rounded[1] - rounded[0] < 0.02, `and not much more loosely: ${rounded}`);
});

test('many releases that each tell little: the enclosures stay useful', async (t) => {
  const mechanism = mixup({ n: 50_000, releases: 50_000 });
  for (const [shift, width] of [
    [0.5, 0.01],
    [1, 0.01],
  ] as const) {
    const pair = gamePair(mechanism, 'one-sided', 1, shift);
    const [low, high] = exactEpsilon(pair, 1e-5);
    t.ok(low > 0 && high - low < width * high, `shift ${shift}: [${low}, ${high}]`);
  }
  const { absent } = scoreLaws(gamePair(mechanism, 'one-sided', 1, 1));
  const [low, high] = absent.atMost(0);
  t.ok(low < high && high - low < 0.04);
});

test('nearly all mass in one atom, and values a million away: a law, not an array without end', async (t) => {
  const pair = gamePair(mixup({ n: 50, k: 4, releases: 100 }), 'one-sided', 10, 500);
  const { absent } = scoreLaws(pair);
  // 100 releases of the others alone: each has the score ln P(no hit), beyond which lies what never occurs
  const atom = 100 * Math.log(hitWeights(50, 10, 4).miss);
  t.ok(absent.atMost(atom + 1)[1] > 0.999);
  t.ok(absent.atMost(atom - 1)[0] < 1e-6);
});

test('laws of observations: tails and lattices', async (t) => {
  const { hit, miss } = hitWeights(50, 1, 4);
  const pair = gamePair(mixup(), 'one-sided', 1, 1);
  const plain = observationLaws(pair);
  for (const x of [-6, -1, 0, 0.3, 2]) {
    const exact = miss * normalCdf(x) + hit * normalCdf(x - 1);
    t.ok(holds(plain.present.atMost(x), exact, 1e-15 * exact));
    t.ok(holds(plain.absent.atMost(x), normalCdf(x), 1e-15 * normalCdf(x)));
    const [low, high] = plain.absent.atMost(x);
    t.ok(high - low < 1e-13 * normalCdf(x), 'relative in the lower tail');
  }
  const lattice = observationLaws(pair, { lattice: 1024 });
  for (const m of [-2048, 0, 37]) {
    const x = m / 1024;
    t.ok(holds(lattice.absent.atMost(x), normalCdf((m + 0.5) / 1024), 1e-15));
    t.ok(holds(lattice.absent.below(x), normalCdf((m - 0.5) / 1024), 1e-15));
    t.same(lattice.absent.atMost(x + 1e-8), lattice.absent.atMost(x), 'a float32 of it is the same point');
    t.same(lattice.absent.below(x - 1e-8), lattice.absent.below(x));
  }
  const rounded = observationLaws(pair, { rounding: 0.01 }).absent.atMost(0);
  t.ok(holds(rounded, 0.5, 0) && rounded[1] - rounded[0] > 0.0079 && rounded[1] - rounded[0] < 0.0081);
  t.throws(() => observationLaws(pair, { lattice: 0 }), DomainError);
  t.throws(() => observationLaws(pair, { rounding: -1 }), DomainError);
});

test('ratios: fast and slow agree; pictures add up', async (t) => {
  for (const law of ['gaussian', 'laplace'] as const)
    for (const name of ['one-sided', 'quarter', 'midpoint'] as const)
      for (const poisons of [1, 3]) {
        const pair = gamePair(mixup({ noise: { law, scale: 0.25 } }), name, poisons, 1.3);
        const [ratio, log] = [ratioOf(pair), logRatioOf(pair)];
        for (const x of [-30, -1, 0, 0.7, 2, 30])
          t.ok(Math.abs(Math.log(ratio(x)) - log(x)) < 1e-12, `${law} ${name} ${poisons} at ${x}`);
      }
  const pair = gamePair(mixup(), 'one-sided', 1, 1);
  const { absent, present } = scoreHistogram(scoreLaws(pair), [-20, -2, -1, 0, 1, 2, 40]);
  for (const shares of [absent, present]) {
    t.equal(shares.length, 6);
    t.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-3);
  }
  t.ok(present[5] > absent[5]);
  const curve = tradeOffPoints(pair, 33);
  t.equal(curve.length, 33);
  t.same([curve[0][0], curve[32]], [0, [1, 0]]);
  t.ok(curve[0][1] > 0.999);
  t.ok(curve.every(([rate, miss], i) => i === 0 || (rate > curve[i - 1][0] && miss <= curve[i - 1][1])));
});

test('games that are not defined are refused, with the reason', async (t) => {
  t.throws(() => gamePair(mixup({ adjacency: 'add-remove' }), 'midpoint', 1, 1), UnsupportedError);
  t.throws(
    () => gamePair(mixup({ adjacency: 'add-remove', design: 'balanced' }), 'one-sided', 1, 1),
    UnsupportedError,
  );
  t.throws(() => gamePair(mixup({ adjacency: 'add-remove' }), 'one-sided', 47, 1), UnsupportedError);
  t.throws(() => gamePair(mixup(), 'one-sided', 51, 1), UnsupportedError);
  const labels = { kind: 'noised', scale: 1 } as const;
  t.throws(() => gamePair(mixup({ design: 'poisson', labels }), 'one-sided', 1, 1), UnsupportedError);
  t.throws(() => gamePair(mixup(), 'one-sided', 0, 1), DomainError);
  t.throws(() => gamePair(mixup(), 'one-sided', 1, Number.NaN), DomainError);
  t.throws(() => exactEpsilon(gamePair(mixup(), 'one-sided', 1, 1), Number.NaN), DomainError);
  t.throws(() => scoreLaws(gamePair(mixup(), 'one-sided', 1, 1), { size: 1000 }), DomainError);
  t.throws(() => scoreLaws(gamePair(mixup(), 'one-sided', 1, 1), { lattice: -1 }), DomainError);
  t.equal(attainedShift(mixup(), 'one-sided'), attainedShift(mixup(), 'midpoint'));
  t.ok(
    attainedShift(mixup({ labels }), 'one-sided') > attainedShift(mixup({ labels }), 'midpoint'),
    'labels have no half way',
  );
  t.same(exactEpsilon(gamePair(mixup(), 'one-sided', 1, 0), 1e-5), [0, 0], 'equal records tell nothing');
});
