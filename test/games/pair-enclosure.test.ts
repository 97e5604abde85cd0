import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { witnessProfile } from '../../lib/accountants/witness.js';
import { familyOf, UNSHIFTED } from '../../lib/bounds/index.js';
import { type Mixup, UnsupportedError } from '../../lib/core/index.js';
import { exactEpsilon } from '../../lib/games/law/exact-epsilon.js';
import { observationLaws } from '../../lib/games/law/observation-law.js';
import { enclosePair } from '../../lib/games/law/pair-enclosure.js';
import { pairFamily, publicFamily } from '../../lib/games/law/pair-family.js';
import { scoreLaws } from '../../lib/games/law/score-law.js';
import { attainedShift, type GamePair, gamePair } from '../../lib/games/pair.js';
import { DomainError, hitWeights, normalCdf, normalQuantile } from '../../lib/numerics/index.js';
import { type Composed, fixture, LAPLACE, mixup } from './law-pairs.js';

/*
 * The exact laws of a game against contour integrals, quadrature and enumeration of other programs, against simulation, and
 * against the accountants, which share no code with them past one release.
 */

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

test('values of an independent prototype', async (t) => {
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
  // mu = shift sqrt(epochs): 4.377178 at mu = 1, 9.997256 at mu = 2
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
