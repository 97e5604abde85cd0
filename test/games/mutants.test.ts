import { type Test as Tap, test } from 'tap';
import {
  clopperPearsonBound,
  coincidences,
  familyBound,
  goodnessOfFit,
  observationFit,
  pairedIndependence,
  serialIndependence,
  tailCounts,
  type Worlds,
} from '../../lib/audit/index.js';
import type { Mixup, Noise } from '../../lib/core/index.js';
import { type ForeignWorlds, pairOfSamples, scoreSamples } from '../../lib/games/foreign-samples.js';
import { addExactLabels, labelGame } from '../../lib/games/label-game.js';
import { exactEpsilon } from '../../lib/games/law/exact-epsilon.js';
import { pairFamily } from '../../lib/games/law/pair-family.js';
import {
  coarseLaplaces,
  dirichlet,
  K,
  laplaces,
  N_RECORDS,
  normals,
  permutations,
  released,
  SIGMA,
  subsets,
  withReplacement,
} from './mutants.js';

// Every fault that published mixup code has, at N = 1e5 trials in both worlds, each statistic at the level that it has
// in an audit of eight. What must be silent is the same sampler without a fault.
const TRIALS = 1e5;
const RELEASES = 100;
const DELTA = 1e-5;
const ALPHA = 0.05 / 8;
/** The bound on epsilon at DELTA that the accountant gives for the Gaussian mechanism below. */
const CLAIMED = 6.205;

function mechanism(law: Noise['law'], fields: Partial<Mixup> = {}): Mixup {
  return {
    kind: 'mixup',
    n: N_RECORDS,
    k: K,
    releases: RELEASES,
    design: 'subsets',
    noise: { law, scale: SIGMA },
    domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

const laws = new Map<string, ReturnType<typeof known>>();

function known(claimed: Mixup, samples: ForeignWorlds) {
  const pair = pairOfSamples(claimed, 'one-sided', 1, samples);
  return {
    scores: pair.scores(),
    observations: pair.observations(),
    family: pairFamily(pair.pair),
    exact: exactEpsilon(pair.pair, DELTA),
  };
}

/** All that an audit of samples from elsewhere finds, by the names of the statistics. */
function audit(claimed: Mixup, absent: Float64Array, present: Float64Array) {
  const { releases } = claimed;
  const shape = [absent.length / releases, releases];
  const samples: ForeignWorlds = {
    absent: { name: 'absent', shape, values: absent, resolution: 'float64' },
    present: { name: 'present', shape, values: present, resolution: 'float64' },
  };
  const key = `${claimed.noise.law} ${releases}`;
  const theory = laws.get(key) ?? known(claimed, samples);
  laws.set(key, theory);
  const { scores, observations } = scoreSamples(claimed, 'one-sided', 1, samples);
  const found: string[] = [];
  const fits: number[] = [];
  for (const world of ['absent', 'present'] as const) {
    const fit = goodnessOfFit(scores[world], theory.scores[world], ALPHA, world);
    fits.push(fit.statistic);
    const tests = {
      fit,
      releases: observationFit(observations[world], theory.observations[world], ALPHA, world),
      tails: tailCounts(observations[world], theory.observations[world], ALPHA, world),
      repeats: coincidences(observations[world], theory.observations[world], ALPHA, world),
      serial: serialIndependence(scores[world], ALPHA, world),
    };
    for (const [name, { rejected }] of Object.entries(tests)) if (rejected) found.push(`${name} ${world}`);
  }
  if (pairedIndependence(scores.absent, scores.present, ALPHA, 'worlds').rejected) found.push('worlds');
  const question = { delta: DELTA, alpha: ALPHA };
  const family = familyBound(scores, theory.family, question).value;
  if (family > theory.exact[1]) found.push('family');
  return {
    found,
    fits,
    family,
    counted: clopperPearsonBound(scores, question).value,
    exact: theory.exact,
  };
}

const GAUSSIAN = mechanism('gaussian');
const LAPLACE = mechanism('laplace');
const SIZE = TRIALS * RELEASES;
const HELD = subsets(TRIALS, RELEASES, 'present');

interface Noises {
  readonly absent: Float64Array;
  readonly present: Float64Array;
}

const NORMAL: Noises = { absent: normals(SIZE, 'absent'), present: normals(SIZE, 'present') };

/** Both worlds of a mixer with these weights and this noise; the first so many mixtures. */
function worlds(
  weights: Float32Array,
  noise: (z: Float64Array, i: number) => number,
  z = NORMAL,
  count = SIZE,
): [Float64Array, Float64Array] {
  return [
    released(weights, -1, (i) => noise(z.absent, i), count),
    released(weights, 1, (i) => noise(z.present, i), count),
  ];
}

/** At least these statistics must reject. */
function finds(t: Tap, found: readonly string[], wanted: readonly string[], where = ''): void {
  for (const name of wanted) t.ok(found.includes(name), `${where} ${name} of ${found.join(', ')}`);
}

const plain = (z: Float64Array, i: number): number => z[i];

test('a correct Gaussian mixer: every statistic is silent, and the family bound is tight', (t) => {
  const { found, family, exact, counted } = audit(GAUSSIAN, ...worlds(HELD, plain));
  t.same(found, []);
  t.ok(family >= 0.94 * exact[0] && family <= exact[1], `${family} of ${exact}`);
  t.ok(counted < exact[1], `${counted}`);
  t.end();
});

test('noise x 0.8', (t) => {
  const { found, family, counted, fits } = audit(GAUSSIAN, ...worlds(HELD, (z, i) => 0.8 * z[i]));
  finds(t, found, ['family', 'fit absent', 'fit present', 'releases absent', 'tails absent']);
  t.ok(family > 7.5, `${family}`);
  t.ok(fits[0] > 0.1, `${fits}`);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('weight 2/k', (t) => {
  const twice = HELD.map((w) => 2 * w);
  const { found, family, counted } = audit(GAUSSIAN, ...worlds(twice, plain));
  finds(t, found, ['family', 'fit present', 'releases present']);
  t.ok(family > 15, `${family}`);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('Dirichlet weights', (t) => {
  const weights = dirichlet(HELD, 'gaussian');
  const { found, family, counted } = audit(GAUSSIAN, ...worlds(weights, plain));
  finds(t, found, ['family', 'fit present', 'releases present']);
  t.ok(family > 7, `${family}`);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('records drawn with replacement', (t) => {
  const weights = withReplacement(TRIALS, RELEASES);
  const { found, counted } = audit(GAUSSIAN, ...worlds(weights, plain));
  finds(t, found, ['fit present']);
  t.ok(counted < CLAIMED, `${counted}: counted errors alone do not find it`);
  t.end();
});

test('permutations of a batch, accounted as random subsets', (t) => {
  const weights = permutations(TRIALS, RELEASES);
  const { found, counted } = audit(GAUSSIAN, ...worlds(weights, plain));
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
  for (const most of [3, 4]) {
    const clamped = (z: Float64Array, i: number): number => Math.max(-most, Math.min(most, z[i]));
    const { found, counted } = audit(GAUSSIAN, ...worlds(HELD, clamped));
    finds(t, found, ['tails absent', 'tails present', 'repeats absent'], `${most}`);
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

const EXPONENTIAL: Noises = { absent: laplaces(SIZE, 'absent'), present: laplaces(SIZE, 'present') };

test('a correct Laplace mixer: every statistic is silent, and the family bound is tight', (t) => {
  const { found, family, exact, counted } = audit(LAPLACE, ...worlds(HELD, plain, EXPONENTIAL));
  t.same(found, []);
  t.ok(family >= 0.94 * exact[0] && family <= exact[1], `${family} of ${exact}`);
  t.ok(counted < exact[1], `${counted}`);
  t.end();
});

test('Dirichlet weights under Laplace noise: no bound sees them', (t) => {
  const { found, family, exact } = audit(LAPLACE, ...worlds(dirichlet(HELD, 'laplace'), plain, EXPONENTIAL));
  finds(t, found, ['fit present']);
  t.ok(family < exact[1], `${family}`);
  t.end();
});

test('Laplace noise from uniform numbers of 24 bits', (t) => {
  const coarse = { absent: coarseLaplaces(SIZE, 'absent'), present: coarseLaplaces(SIZE, 'present') };
  const { found } = audit(LAPLACE, ...worlds(HELD, plain, coarse));
  t.same(
    found.filter((name) => !name.startsWith('repeats')),
    [],
    'nothing else sees it',
  );
  finds(t, found, ['repeats absent', 'repeats present']);
  t.end();
});

test('labels without noise, of another mixer', (t) => {
  // one-hot labels of two classes, mixed and released as they are: what the features hide, the second column tells
  const trials = 1e4;
  const found = (canary: boolean): Float64Array => {
    const scores = new Float64Array(trials);
    const labels = HELD.subarray(0, trials * RELEASES);
    const rows = Float32Array.from({ length: 2 * labels.length }, (_, i) => {
      const held = canary ? labels[i >>> 1] : 0;
      return i % 2 === 0 ? 1 - held : held;
    });
    addExactLabels(rows, 2, K, RELEASES, scores);
    return scores;
  };
  const scores: Worlds = { absent: found(false), present: found(true) };
  const rule = { kind: 'explicit', at: 0.5 } as const;
  const bound = clopperPearsonBound(scores, { delta: DELTA, alpha: ALPHA, rule });
  t.ok(bound.value > CLAIMED, `${bound.value}`);
  t.ok(scores.absent.every((score) => score === 0));
  t.end();
});

test('exposed labels, accounted as noised ones: our own sampler', async (t) => {
  const play = async (labels: Mixup['labels']): Promise<Worlds> => {
    const game = labelGame({
      kind: 'labels',
      mechanism: mechanism('gaussian', { labels }),
      trials: 1e4,
      seed: '1',
    });
    const units: Float64Array[] = [];
    for (let unit = 0; unit < game.units; unit += 1) units.push(await game.play(unit));
    return game.collect(units).scores;
  };
  const question = { delta: DELTA, alpha: ALPHA, rule: { kind: 'explicit', at: 0.5 } } as const;
  const exposed = await play({ kind: 'exposed' });
  t.ok(clopperPearsonBound(exposed, question).value > CLAIMED);
  t.ok(exposed.absent.every((score) => score === 0));
  const missed = exposed.present.filter((score) => score === 0).length / 1e4;
  t.ok(Math.abs(missed - 0.92 ** RELEASES) < 0.001, `false negatives (1 - q)^T, got ${missed}`);
  const noised = await play({ kind: 'noised', scale: SIGMA });
  t.ok(clopperPearsonBound(noised, question).value < 0.5, 'with noise the same game finds nothing');
});
