import { test } from 'tap';
import { goodnessOfFit, observationFit } from '../../lib/audit/index.js';
import { familyOf } from '../../lib/bounds/index.js';
import { type Mixup, UnsupportedError } from '../../lib/core/index.js';
import type { ReleaseSpec } from '../../lib/games/game.js';
import type { PairName } from '../../lib/games/pair.js';
import { epochShape, logEpochLikelihood } from '../../lib/games/release/epoch-score.js';
import { playedPair } from '../../lib/games/release/pair-records.js';
import { playedLaws } from '../../lib/games/release/played-laws.js';
import { releaseGame } from '../../lib/games/release/release-game.js';
import { featureGrid, placeOf } from '../../lib/release/grid.js';
import { quantise } from '../../lib/release/quantise.js';
import { mechanism, played } from './small-game.js';

const LAPLACE = { law: 'laplace', scale: 0.5 } as const;
const BOX = { kind: 'box', low: -0.25, high: 1, dimension: 3 } as const;
const NOISED = { kind: 'noised', scale: 0.4 } as const;

/** Mechanisms whose games are played below, with a pair and a number of changed records. */
const PLAYED: readonly (readonly [string, Mixup, PairName, number])[] = [
  ['one record', mechanism(), 'one-sided', 1],
  ['three records', mechanism(), 'one-sided', 3],
  ['midpoint', mechanism(), 'midpoint', 1],
  ['quarter', mechanism(), 'quarter', 2],
  ['Laplace', mechanism({ noise: LAPLACE }), 'one-sided', 1],
  ['Laplace, midpoint, two records', mechanism({ noise: LAPLACE }), 'midpoint', 2],
  ['Poisson', mechanism({ design: 'poisson' }), 'one-sided', 1],
  ['Poisson, Laplace, two records', mechanism({ design: 'poisson', noise: LAPLACE }), 'midpoint', 2],
  ['every record', mechanism({ n: 3 }), 'one-sided', 1],
  ['corners of a box', mechanism({ domain: BOX }), 'one-sided', 1],
  ['an edge of a box', mechanism({ domain: BOX, noise: LAPLACE }), 'quarter', 1],
  ['noised labels', mechanism({ labels: NOISED }), 'one-sided', 1],
  ['noised labels and a box', mechanism({ labels: NOISED, domain: BOX }), 'one-sided', 2],
  ['noised labels, midpoint', mechanism({ labels: NOISED }), 'midpoint', 1],
  ['bare diameter', mechanism({ domain: { kind: 'l2-diameter', diameter: 1.7 } }), 'one-sided', 1],
  [
    'two dimensions',
    mechanism({ domain: { kind: 'l1-ball', radius: 1, dimension: 2 }, noise: LAPLACE }),
    'one-sided',
    1,
  ],
];

test('the records lie on the grid of the release, r of them differ, and by exactly the shift', (t) => {
  for (const [name, asked, pair, poisons] of PLAYED) {
    const { mechanism: real, shift, axis, records } = playedPair(asked, pair, poisons);
    const [absent, present] = [records('absent'), records('present')];
    const grid = featureGrid(real, absent.dimension);
    const place = placeOf(real);
    const whole = [absent, present].map((one) => quantise(one, place, grid.step));
    let square = 0;
    for (let i = 0; i < real.n; i += 1) {
      let own = 0;
      for (let c = 0; c < absent.dimension; c += 1) {
        const at = i * absent.dimension + c;
        own += ((whole[1][at] - whole[0][at]) / grid.spread) ** 2;
        const exact = (absent.features[at] - place.centre) / grid.step;
        t.ok(Math.abs(exact - whole[0][at]) < 0.01, `${name}: on the grid`);
      }
      if (absent.labels[i] !== present.labels[i])
        own += 2 * (axis.labels?.[1].weight ?? NaN) ** 2 * shift ** 2;
      t.equal(own > 0, i < poisons, `${name}: record ${i}`);
      if (i === 0) square = own;
    }
    t.ok(Math.abs(Math.sqrt(square) / shift - 1) < 1e-12, `${name}: ${Math.sqrt(square)} and ${shift}`);
  }
  t.end();
});

test('what our sampler releases has the exact law: scores and single releases, in both worlds', async (t) => {
  for (const [name, asked, pair, poisons] of PLAYED) {
    const spec: ReleaseSpec = { kind: 'release', mechanism: asked, pair, poisons, trials: 4000, seed: 'law' };
    const { scores, observations } = await played(releaseGame(spec));
    const laws = playedLaws(asked, pair, poisons);
    const [score, one] = [laws.scores(), laws.observations()];
    for (const world of ['absent', 'present'] as const) {
      const fit = goodnessOfFit(scores[world], score[world], 1e-3, world);
      t.notOk(fit.rejected, `${name}, ${world}: score ${fit.statistic} of ${fit.critical}`);
      const single = observationFit(observations[world], one[world], 1e-3, world);
      t.notOk(single.rejected, `${name}, ${world}: releases ${single.statistic} of ${single.critical}`);
      t.equal(observations[world].count, 4000 * asked.releases);
    }
    const other = world(name);
    const swapped = goodnessOfFit(
      scores[other],
      score[other === 'absent' ? 'present' : 'absent'],
      1e-3,
      other,
    );
    t.ok(swapped.rejected, `${name}: the law of the other world is rejected`);
  }
});

const world = (name: string): 'absent' | 'present' => (name.length % 2 === 0 ? 'absent' : 'present');

test('epochs: single releases have their law, and the score tells the worlds apart', async (t) => {
  for (const design of ['partition', 'balanced'] as const)
    for (const poisons of [1, 2]) {
      const asked = mechanism({ design, releases: 12, noise: { law: 'gaussian', scale: 1 } });
      const spec: ReleaseSpec = {
        kind: 'release',
        mechanism: asked,
        pair: 'one-sided',
        poisons,
        trials: 4000,
        seed: 'e',
      };
      const { scores, observations } = await played(releaseGame(spec));
      const laws = playedLaws(asked, 'one-sided', poisons);
      t.throws(() => laws.scores(), UnsupportedError);
      for (const side of ['absent', 'present'] as const) {
        t.equal(
          observations[side].count,
          4000,
          'one release of each trial: those of an epoch are not independent',
        );
        t.notOk(observationFit(observations[side], laws.observations()[side], 1e-3, side).rejected);
      }
      // E exp(score) = 1 without the canary, if the score is the log-likelihood ratio
      if (design === 'balanced' && poisons > 1) continue;
      const ratios = scores.absent.map(Math.exp);
      const mean = ratios.reduce((a, b) => a + b) / ratios.length;
      const deviation = Math.sqrt(ratios.reduce((a, b) => a + (b - mean) ** 2, 0)) / ratios.length;
      t.ok(
        Math.abs(mean - 1) < 6 * deviation && deviation < 0.2,
        `${design} ${poisons}: ${mean} +- ${deviation}`,
      );
    }
});

/** All orders of 0, ..., n - 1. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

test('the score of an epoch is the log-likelihood ratio: every arrangement listed', (t) => {
  const family = familyOf('gaussian');
  const shift = 0.8;
  const log = (x: number, hits: number): number => family.logRatio(x, hits * shift);
  const partition = (n: number, k: number, r: number, xs: readonly number[]): number => {
    const all = orders(n);
    let sum = 0;
    for (const order of all) {
      let total = 0;
      xs.forEach((x, t) => {
        total += log(x, order.slice(t * k, (t + 1) * k).filter((i) => i < r).length);
      });
      sum += Math.exp(total);
    }
    return Math.log(sum / all.length);
  };
  const balanced = (n: number, k: number, xs: readonly number[]): number => {
    let [sum, count] = [0, 0];
    for (let mask = 0; mask < 2 ** n; mask += 1) {
      const held = xs.map((_, t) => (mask >> t) & 1);
      if (held.reduce((a, b) => a + b) !== k) continue;
      count += 1;
      sum += Math.exp(xs.reduce((total, x, t) => total + log(x, held[t]), 0));
    }
    return Math.log(sum / count);
  };
  const score = (
    design: 'partition' | 'balanced',
    n: number,
    k: number,
    r: number,
    xs: readonly number[],
  ): number => {
    const shape = epochShape(design, n, k, r);
    return logEpochLikelihood(shape, family, shift, xs) - logEpochLikelihood(shape, family, 0, xs);
  };
  const xs = [0.3, -1.2, 2.5, 0.9, 7.5, -30, 1.1];
  for (const [n, k] of [
    [7, 2],
    [7, 3],
    [6, 3],
    [5, 5],
  ] as const) {
    const epoch = xs.slice(0, Math.floor(n / k));
    for (let r = 1; r <= 3; r += 1)
      t.ok(
        Math.abs(score('partition', n, k, r, epoch) - partition(n, k, r, epoch)) < 1e-12,
        `${n} ${k} ${r}`,
      );
    t.ok(
      Math.abs(score('balanced', n, k, 1, xs.slice(0, n)) - balanced(n, k, xs.slice(0, n))) < 1e-12,
      `${n} ${k}`,
    );
  }
  t.end();
});

test('a unit is the same whenever it is played; worlds and units share nothing', async (t) => {
  const spec: ReleaseSpec = {
    kind: 'release',
    mechanism: mechanism(),
    pair: 'one-sided',
    poisons: 1,
    trials: 2500,
    seed: '7',
  };
  const [game, again] = [releaseGame(spec), releaseGame(spec)];
  t.equal(game.units, 6);
  const units: Float64Array[] = [];
  for (let unit = 0; unit < game.units; unit += 1) units.push(await game.play(unit));
  for (const unit of [5, 2, 0]) t.same(await again.play(unit), units[unit]);
  const { scores } = game.collect(units);
  t.equal(scores.absent.length, 2500);
  t.ok(new Set([...scores.absent, ...scores.present]).size > 4990, 'all scores differ');
  t.notSame(await releaseGame({ ...spec, seed: '8' }).play(0), units[0]);
  await t.rejects(game.play(6), /unit/);
});

test('what cannot be played says why', (t) => {
  const play = (fields: Partial<Mixup>) => () => playedPair(mechanism(fields), 'one-sided', 1);
  t.throws(play({ adjacency: 'add-remove' }), /adjacency add-remove/);
  t.throws(play({ design: 'partition', releases: 9 }), /whole number of epochs/);
  t.throws(play({ noise: { law: 'gaussian', scale: 1e-6 } }), /float32/);
  t.throws(play({ domain: { kind: 'box', low: 1e6, high: 1e6 + 1, dimension: 1 } }), /float32/);
  t.throws(() => playedPair(mechanism(), 'one-sided', 13), /poisons/);
  t.end();
});
