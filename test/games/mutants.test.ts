import { test } from 'tap';
import { audit, CLAIMED, finds, mechanism, RELEASES, TRIALS } from './audit-samples.js';
import {
  dirichlet,
  type Noises,
  normals,
  permutations,
  plain,
  subsets,
  withReplacement,
  worlds,
} from './mutants.js';

const GAUSSIAN = mechanism('gaussian');
const SIZE = TRIALS * RELEASES;
const HELD = subsets(TRIALS, RELEASES, 'present');

// fixed seeds: of all seeds, a few in a hundred make some statistic reject the correct mixer, as its level allows
const NORMAL: Noises = { absent: normals(SIZE, 'without'), present: normals(SIZE, 'with') };

test('a correct Gaussian mixer: every statistic is silent, and the family bound is tight', (t) => {
  const { found, inverted, exact, counted } = audit(GAUSSIAN, ...worlds(HELD, plain, NORMAL));
  const family = inverted();
  t.same(found, []);
  t.ok(family >= 0.94 * exact[0] && family <= exact[1], `${family} of ${exact}`);
  t.ok(counted < exact[1], `${counted}`);
  t.end();
});

test('noise x 0.8', (t) => {
  const { found, inverted, counted, fits } = audit(GAUSSIAN, ...worlds(HELD, (z, i) => 0.8 * z[i], NORMAL));
  const family = inverted();
  finds(t, found, ['fit absent', 'fit present', 'releases absent', 'tails absent']);
  t.ok(family > 7.5, `${family}`);
  t.ok(fits[0] > 0.1, `${fits}`);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('weight 2/k', (t) => {
  const twice = HELD.map((w) => 2 * w);
  const { found, inverted, counted } = audit(GAUSSIAN, ...worlds(twice, plain, NORMAL));
  const family = inverted();
  finds(t, found, ['fit present', 'releases present']);
  t.ok(family > 15, `${family}`);
  t.ok(counted < family / 3, `${counted}: counted errors alone hardly find it`);
  t.end();
});

test('Dirichlet weights', (t) => {
  const weights = dirichlet(HELD, 'gaussian');
  const { found, inverted, counted } = audit(GAUSSIAN, ...worlds(weights, plain, NORMAL));
  const family = inverted();
  finds(t, found, ['fit present', 'releases present']);
  t.ok(family > 7, `${family}`);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('records drawn with replacement', (t) => {
  const weights = withReplacement(TRIALS, RELEASES);
  const { found, counted } = audit(GAUSSIAN, ...worlds(weights, plain, NORMAL));
  finds(t, found, ['fit present']);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('permutations of a batch, accounted as random subsets', (t) => {
  const weights = permutations(TRIALS, RELEASES);
  const { found, counted } = audit(GAUSSIAN, ...worlds(weights, plain, NORMAL));
  finds(t, found, ['fit present']);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

const SHORT = 20;

test('one draw of noise for all releases of a trial', (t) => {
  const reused = (z: Float64Array, i: number): number => z[Math.floor(i / SHORT)];
  const short = mechanism('gaussian', { releases: SHORT });
  const { found } = audit(short, ...worlds(HELD, reused, NORMAL, TRIALS * SHORT));
  finds(t, found, ['fit absent', 'fit present', 'repeats absent', 'repeats present']);
  t.end();
});

test('noise clamped at 3 and at 4 standard deviations', (t) => {
  const short = mechanism('gaussian', { releases: SHORT });
  for (const most of [3, 4]) {
    const clamped = (z: Float64Array, i: number): number => Math.max(-most, Math.min(most, z[i]));
    const { found, counted } = audit(short, ...worlds(HELD, clamped, NORMAL, TRIALS * SHORT));
    finds(t, found, ['tails absent', 'tails present'], `${most}`);
    t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  }
  t.end();
});

test('worlds that share a seed', (t) => {
  const shared = { absent: NORMAL.absent, present: NORMAL.absent };
  const short = mechanism('gaussian', { releases: SHORT });
  const { found } = audit(short, ...worlds(HELD, plain, shared, TRIALS * SHORT));
  t.same(found, ['worlds'], 'the marginals are right: only dependence between the worlds shows it');
  t.end();
});
