import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { witnessProfile } from '../../lib/accountants/witness.js';
import type { ScoreLaw } from '../../lib/audit/index.js';
import { familyOf, UNSHIFTED } from '../../lib/bounds/index.js';
import { type Mixup, UnsupportedError } from '../../lib/core/index.js';
import { exactEpsilon, tradeOffPoints } from '../../lib/games/law/exact-epsilon.js';
import { scoreHistogram } from '../../lib/games/law/histogram.js';
import { observationLaws } from '../../lib/games/law/observation-law.js';
import { enclosePair } from '../../lib/games/law/pair-enclosure.js';
import { pairFamily, publicFamily } from '../../lib/games/law/pair-family.js';
import { scoreLaws } from '../../lib/games/law/score-law.js';
import { attainedShift, type GamePair, gamePair, logRatioOf, ratioOf } from '../../lib/games/pair.js';
import { DomainError, hitWeights, normalCdf, normalQuantile } from '../../lib/numerics/index.js';
import { Draws } from '../../lib/random/draws.js';
import { seededBits } from '../../lib/random/index.js';

/*
 * The exact laws of a game against contour integrals, quadrature and enumeration of other programs, against simulation, and
 * against the accountants, which share no code with them past one release.
 */

const mixup = (fields: Partial<Mixup> = {}): Mixup => ({
  kind: 'mixup',
  n: 50,
  k: 4,
  releases: 100,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.25 },
  domain: { kind: 'box', low: 0, high: 1, dimension: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
  ...fields,
});
const LAPLACE = { law: 'laplace', scale: 0.25 } as const;

const fixture = (name: string) => JSON.parse(readFileSync(`test/fixtures/${name}.json`, 'utf8'));

interface Composed {
  readonly noise: 'gaussian' | 'laplace';
  readonly pair: string;
  readonly n: number;
  readonly k: number;
  readonly poisons: number;
  readonly shift: number;
  readonly T: number;
  readonly delta: readonly { at: number; value: string; digits: number }[];
  readonly epsilon: readonly { at: string; value: string }[];
}

test('delta and epsilon of T releases: contour integrals lie in the enclosures, which are narrow', async (t) => {
  let [checked, narrow] = [0, 0];
  for (const row of fixture('composed').rows as Composed[]) {
    if (row.pair !== 'remove' && row.pair !== 'add') continue;
    const pair: GamePair = {
      name: 'one-sided',
      family: familyOf(row.noise),
      present: { hits: hitWeights(row.n, row.poisons, row.k), shift: row.shift },
      absent: UNSHIFTED,
      copies: row.T,
      independent: true,
    };
    const enclosure = enclosePair(pair, 0.01);
    const { upper, lower } = row.pair === 'remove' ? enclosure.forward : enclosure.backward;
    const name = `${row.noise} ${row.pair} n=${row.n} r=${row.poisons} T=${row.T}`;
    for (const { at, value, digits } of row.delta) {
      const [exact, slack] = [Number(value), 10 ** (1 - digits)];
      t.ok(lower(at) <= exact * (1 + slack), `${name} at ${at}: ${lower(at)} <= ${exact}`);
      t.ok(upper(at) >= exact * (1 - slack), `${name} at ${at}: ${upper(at)} >= ${exact}`);
      checked++;
      if (upper(at) - lower(at) < 1e-3 * exact) narrow++;
    }
    for (const { at, value } of row.epsilon) {
      if (row.pair === 'add') continue; // the other direction is the larger one
      const [low, high] = exactEpsilon(pair, Number(at));
      const exact = Number(value);
      t.ok(low <= exact && exact <= high, `${name} at ${at}: ${exact} in [${low}, ${high}]`);
      t.ok(high - low < 1e-4 * exact, `${name} at ${at}: known to ${(high - low) / exact}`);
    }
  }
  t.ok(checked > 25 && narrow > 0.9 * checked, `${narrow} of ${checked} known to a thousandth`);
});

test('values of the theory page', async (t) => {
  const rows = [
    ['gaussian', 'one-sided', 1, 1e-5, 1.459423],
    ['gaussian', 'one-sided', 1, 1e-3, 0.507182],
    ['gaussian', 'one-sided', 10, 1e-5, 2.39353],
    ['gaussian', 'one-sided', 100, 1e-5, 5.61342],
    ['gaussian', 'midpoint', 100, 1e-5, 3.39],
    ['laplace', 'one-sided', 1, 1e-5, 0.128752],
    ['laplace', 'one-sided', 1, 1e-3, 0.124039],
    ['laplace', 'one-sided', 10, 1e-5, 0.927201],
    ['laplace', 'one-sided', 10, 1e-3, 0.59105],
    ['laplace', 'one-sided', 100, 1e-5, 3.23223],
    ['laplace', 'one-sided', 100, 1e-3, 2.23408],
  ] as const;
  for (const [law, name, releases, delta, value] of rows) {
    const mechanism = mixup({ releases, noise: { law, scale: 0.25 } });
    const [low, high] = exactEpsilon(gamePair(mechanism, name, 1, attainedShift(mechanism, name)), delta);
    const digit = 10 ** (Math.floor(Math.log10(value)) - 5);
    const page = name === 'midpoint' ? 5e-4 : 0.6 * digit;
    t.ok(
      low - page <= value && value <= high + page,
      `${law} ${name} T=${releases}: ${value} in [${low}, ${high}]`,
    );
    t.ok(high - low < 1e-4 * value);
    // a member of the family is what an audit inverts: 100 ms and 3 in 10,000
    const member = pairFamily(gamePair(mechanism, name, 1, attainedShift(mechanism, name))).member(1);
    const below = member.epsilonBelow(delta);
    t.ok(
      below <= high && below > low * (1 - 3e-4),
      `${law} ${name} T=${releases}: ${below} just below ${low}`,
    );
  }
});

test('the accountants know the same pairs', async (t) => {
  const cases: [string, Partial<Mixup>, 'one-sided' | 'quarter' | 'midpoint', number][] = [
    ['three poisons', { n: 200, releases: 50 }, 'one-sided', 3],
    ['Laplace, three poisons', { n: 200, releases: 50, noise: LAPLACE }, 'one-sided', 3],
    ['poisson', { design: 'poisson', domain: { kind: 'l2-ball', radius: 1 } }, 'midpoint', 1],
    ['every record', { n: 4, releases: 3 }, 'one-sided', 1],
    ['a record more', { adjacency: 'add-remove' }, 'one-sided', 1],
    ['noised labels', { labels: { kind: 'noised', scale: 1 } }, 'one-sided', 1],
  ];
  for (const [what, fields, name, poisons] of cases) {
    const mechanism = mixup(fields);
    const pair = gamePair(mechanism, name, poisons, attainedShift(mechanism, name));
    const { forward, backward } = enclosePair(pair, 0.02);
    const witness = witnessProfile(mechanism, 1e-3);
    const { upper } = account(mechanism);
    for (const epsilon of [0.3, 1, 2]) {
      const attained = Math.max(
        witness?.at(epsilon, poisons, 'forward') ?? 0,
        witness?.at(epsilon, poisons, 'backward') ?? 0,
      );
      const most = Math.max(forward.upper(epsilon), backward.upper(epsilon));
      const least = Math.max(forward.lower(epsilon), backward.lower(epsilon));
      // the witness is the largest of several pairs, and itself rounded down
      t.ok(most >= attained * 0.98 - 1e-9, `${what} at ${epsilon}: ${attained} not above ${most}`);
      t.ok(attained >= least * 0.95 - 1e-9, `${what} at ${epsilon}: ${attained} close to ${least}`);
      const proved = Math.max(upper.at(epsilon, poisons, 'forward'), upper.at(epsilon, poisons, 'backward'));
      t.ok(least <= proved, `${what} at ${epsilon}: ${least} not above ${proved}`);
    }
    t.ok(Math.max(forward.lower(0.3), backward.lower(0.3)) > 1e-6, `${what}: something to compare`);
  }
});

interface Entry {
  readonly law: 'gaussian' | 'laplace';
  readonly n: number;
  readonly poisons: number;
  readonly k: number;
  readonly share: number;
  readonly shift: number;
  readonly one: readonly [number, number, number][];
  readonly two: readonly [number, number, number][];
  readonly lattice: { readonly spread: number; readonly two: readonly [number, number, number][] };
  readonly epsilons: readonly [string, number][];
}

const NAMES: Readonly<Record<string, 'one-sided' | 'quarter' | 'midpoint'>> = {
  0: 'one-sided',
  0.25: 'quarter',
  0.5: 'midpoint',
};

function pairOf({ law, n, poisons, k, share, shift }: Entry, releases: number): GamePair {
  return gamePair(mixup({ n, k, releases, noise: { law, scale: 1 } }), NAMES[share], poisons, shift);
}

function holds([low, high]: readonly [number, number], exact: number, slack: number): boolean {
  return low <= exact + slack && exact - slack <= high;
}

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

test('the type II error is never above that of the best test, and close to it', async (t) => {
  const { hit, miss } = hitWeights(50, 1, 4);
  const one = pairFamily(gamePair(mixup({ releases: 1 }), 'one-sided', 1, 1));
  for (const scale of [0.25, 1, 4]) {
    const member = one.member(scale);
    for (const typeOne of [0, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999, 1]) {
      const x = typeOne === 0 ? Infinity : typeOne === 1 ? -Infinity : -normalQuantile(typeOne);
      const exact =
        typeOne === 0 ? 1 : typeOne === 1 ? 0 : miss * normalCdf(x) + hit * normalCdf(x - 1 / scale);
      const found = member.typeTwoBelow(typeOne);
      t.ok(found <= exact * (1 + 1e-12) + 1e-15, `${scale}, ${typeOne}: ${found} <= ${exact}`);
      t.ok(found >= exact - 2e-4, `${scale}, ${typeOne}: ${found} close to ${exact}`);
    }
    t.throws(() => member.typeTwoBelow(-0.1), DomainError);
    t.throws(() => member.epsilonBelow(0), DomainError);
  }
  for (const noise of [{ law: 'gaussian', scale: 0.25 } as const, LAPLACE]) {
    const family = pairFamily(gamePair(mixup({ noise }), 'one-sided', 1, 1));
    let [epsilon, typeTwo] = [Infinity, 0];
    for (let e = -6; e <= 6; e += 2) {
      const member = family.member(2 ** e);
      const next = [member.epsilonBelow(1e-5), member.typeTwoBelow(0.01)] as const;
      t.ok(next[0] > 0 && next[0] < Infinity && next[0] < epsilon, `${noise.law} 2^${e}: epsilon ${next[0]}`);
      t.ok(next[1] >= typeTwo && next[1] < 0.9901, `${noise.law} 2^${e}: type II ${next[1]}`);
      [epsilon, typeTwo] = next;
    }
    t.ok(typeTwo > 0.98, 'nearly nothing is told where the noise is large');
  }
  t.throws(() => one.member(0), DomainError);
});

test('a public arrangement: Gaussian shifts add up', async (t) => {
  // mu = shift sqrt(epochs): 4.377178 at mu = 1, 9.997256 at mu = 2 (theory page)
  const partition = mixup({ design: 'partition', n: 40, releases: 40 });
  const [low, high] = [publicFamily(partition, 1, 0.5).member(1).epsilonBelow(1e-5), 4.377178];
  t.ok(low <= high + 1e-6 && low > high * 0.9995, `${low}`);
  const balanced = publicFamily(mixup({ design: 'balanced', n: 40, releases: 160 }), 1, 0.5).member(1);
  t.ok(Math.abs(balanced.epsilonBelow(1e-5) - 9.997256) < 0.005, `${balanced.epsilonBelow(1e-5)}`);
  const laplace = publicFamily(
    mixup({ design: 'partition', n: 40, releases: 20, noise: LAPLACE }),
    1,
    1,
  ).member(1);
  // two copies of Laplace shifts of 1: no more than the pure epsilon 2, and close to it at small delta
  t.ok(laplace.epsilonBelow(1e-6) <= 2 && laplace.epsilonBelow(1e-6) > 1.99, `${laplace.epsilonBelow(1e-6)}`);
  t.throws(() => publicFamily(mixup(), 1, 1), UnsupportedError);
  const hidden = gamePair(partition, 'one-sided', 1, 1);
  t.throws(() => scoreLaws(hidden), UnsupportedError);
  t.throws(() => pairFamily(hidden), UnsupportedError);
  const one = observationLaws(hidden);
  const other = observationLaws(gamePair(mixup({ n: 40 }), 'one-sided', 1, 1));
  t.same(
    one.present.atMost(0.5),
    other.present.atMost(0.5),
    'one release of an arrangement is a uniform subset',
  );
  t.not(one.present.atMost(0.5)[0], one.absent.atMost(0.5)[0]);
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
