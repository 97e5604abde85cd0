import { type Test, test } from 'tap';
import {
  clopperPearsonBound,
  coincidences,
  countGuesses,
  familyBound,
  gaussianFamily,
  goodnessOfFit,
  groupBound,
  hockeyStickBound,
  observationFit,
  oneRunBound,
  oneRunExcess,
  oneRunMu,
  oneRunProbability,
  pairedIndependence,
  serialIndependence,
  symmetricBlowUpInverse,
  type ThresholdRule,
  tailCounts,
  tallyOf,
  tallyShape,
  type Worlds,
} from '../../lib/audit/index.js';
import { binomialUpperTail, normalTail } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { NORMAL, normals } from './samples.js';

/*
 * Each statistic plays RUNS games in which nothing is wrong, with fixed seeds. It may err in a share alpha of them: its
 * errors are too many where that number or more has probability below RARE at the rate alpha. (A statistic of exact
 * level errs more often than alpha half of the time; so 'at most alpha' is not what can be asked of a count.) And each
 * plays games in which something is to be seen, and must mostly see it.
 */
const RUNS = 1000;
const POWER_RUNS = 25;
const RARE = 1e-3;

interface Statistic {
  readonly name: string;
  readonly alpha: number;
  /** whether a run with nothing wrong was judged wrongly: a bound above the truth, a test that rejects */
  readonly errs: (run: string) => boolean;
  /** whether a run with something to see was judged rightly */
  readonly sees: (run: string) => boolean;
}

function count(runs: number, happens: (run: string) => boolean): number {
  let found = 0;
  for (let i = 0; i < runs; i++) if (happens(`run ${i}`)) found += 1;
  return found;
}

const ALPHA = 0.1;
const MU = 1;
const TRIALS = 300;

/** Scores of two Gaussian worlds, MU apart. */
function worlds(run: string, shift = MU): Worlds {
  return {
    absent: normals(TRIALS, run, 'absent'),
    present: normals(TRIALS, run, 'present').map((x) => x + shift),
  };
}

const profile = (epsilon: number, mu: number) =>
  normalTail(epsilon / mu - mu / 2) - Math.exp(epsilon) * normalTail(epsilon / mu + mu / 2);

/** Epsilon of the Gaussian pair at DELTA, and the threshold of the test that shows it. */
const EPSILON = 1.2;
const DELTA = profile(EPSILON, MU);
const BEST_THRESHOLD = EPSILON / MU + MU / 2;

const RULES: readonly ThresholdRule[] = [
  { kind: 'split' },
  { kind: 'explicit', at: BEST_THRESHOLD },
  { kind: 'bonferroni' },
  { kind: 'dkw' },
];

function check(t: Test, { name, alpha, errs, sees }: Statistic): void {
  const errors = count(RUNS, errs);
  const chance = binomialUpperTail(errors, RUNS, alpha).lo;
  t.ok(chance >= RARE, `${name}: errs in ${errors} of ${RUNS} runs, alpha = ${alpha}`);
  const seen = count(POWER_RUNS, sees);
  t.ok(seen > POWER_RUNS / 2, `${name}: sees in ${seen} of ${POWER_RUNS} runs`);
}

test('bounds on epsilon and delta exceed the truth in a share alpha of the runs at most', (t) => {
  for (const rule of RULES) {
    const question = { delta: DELTA, alpha: ALPHA, rule };
    check(t, {
      name: `Clopper-Pearson, ${rule.kind}`,
      alpha: ALPHA,
      errs: (run) => clopperPearsonBound(worlds(run), question).value > EPSILON,
      sees: (run) => clopperPearsonBound(worlds(run, 2), question).value > 0.4,
    });
    check(t, {
      name: `hockey-stick, ${rule.kind}`,
      alpha: ALPHA,
      errs: (run) => hockeyStickBound(worlds(run), { epsilon: EPSILON, alpha: ALPHA, rule }).value > DELTA,
      sees: (run) => hockeyStickBound(worlds(run, 2), { epsilon: 0.3, alpha: ALPHA, rule }).value > 0.2,
    });
    check(t, {
      name: `Gaussian family, ${rule.kind}`,
      alpha: ALPHA,
      errs: (run) => familyBound(worlds(run), gaussianFamily(2), question).value > EPSILON,
      sees: (run) => familyBound(worlds(run), gaussianFamily(2), question).value > EPSILON / 4,
    });
  }
  t.end();
});

/** 0 or 1, the truth with probability q: the worst case of pure differential privacy. */
function answers(run: string, q: number): Worlds {
  const draws = new Draws(seededBits('calibration', run));
  const world = (chance: number) =>
    Float64Array.from({ length: TRIALS }, () => (draws.unit() < chance ? 1 : 0));
  return { absent: world(1 - q), present: world(q) };
}

test('bounds from randomised response, where both directions and every threshold are tight', (t) => {
  const q = 0.8;
  const truth = Math.log(q / (1 - q));
  for (const rule of [
    ...RULES.filter(({ kind }) => kind !== 'explicit'),
    { kind: 'explicit', at: 1 } as const,
  ])
    check(t, {
      name: `Clopper-Pearson on answers, ${rule.kind}`,
      alpha: ALPHA,
      errs: (run) => clopperPearsonBound(answers(run, q), { delta: 0, alpha: ALPHA, rule }).value > truth,
      sees: (run) => clopperPearsonBound(answers(run, q), { delta: 0, alpha: ALPHA, rule }).value > truth / 2,
    });
  const tallies = (run: string) => {
    const { absent, present } = answers(run, q);
    const of = (scores: Float64Array) => ({ successes: scores.reduce((a, b) => a + b), trials: TRIALS });
    return { clean: of(absent), poisoned: of(present) };
  };
  const question = { poisons: 2, delta: 0, alpha: ALPHA };
  check(t, {
    name: 'group',
    alpha: ALPHA,
    errs: (run) => groupBound(tallies(run), question).value > truth / 2,
    sees: (run) => groupBound(tallies(run), question).value > truth / 3,
  });
  t.end();
});

test('tests of fit, tails, repeats and independence reject the truth in a share alpha of the runs at most', (t) => {
  const noise = (run: string) => normals(TRIALS, run);
  check(t, {
    name: 'fit',
    alpha: ALPHA,
    errs: (run) => goodnessOfFit(noise(run), NORMAL, ALPHA, 'x').rejected,
    sees: (run) =>
      goodnessOfFit(
        noise(run).map((x) => x + 0.2),
        NORMAL,
        ALPHA,
        'x',
      ).rejected,
  });
  const many = 4000;
  const resolution = 2 ** -17;
  // Values on a lattice fine enough that a few of 1500 far out meet by chance, under the law of the lattice.
  const lattice = { ...NORMAL };
  lattice.atMost = (x) => NORMAL.atMost((Math.floor(x / resolution) + 0.5) * resolution);
  lattice.below = (x) => NORMAL.atMost((Math.ceil(x / resolution) - 0.5) * resolution);
  const shape = tallyShape(lattice, many, resolution);
  const tally = (run: string, scale: number, cell = resolution) =>
    tallyOf(
      normals(many, run).map((x) => Math.round((x * scale) / cell) * cell),
      shape,
    );
  check(t, {
    name: 'fit of observations',
    alpha: ALPHA,
    errs: (run) => observationFit(tally(run, 1), lattice, ALPHA, 'x').rejected,
    sees: (run) => observationFit(tally(run, 0.9), lattice, ALPHA, 'x').rejected,
  });
  check(t, {
    name: 'tails',
    alpha: ALPHA,
    errs: (run) => tailCounts(tally(run, 1), lattice, ALPHA, 'x').rejected,
    sees: (run) => tailCounts(tally(run, 0.9), lattice, ALPHA, 'x').rejected,
  });
  check(t, {
    name: 'repeats',
    alpha: ALPHA,
    errs: (run) => coincidences(tally(run, 1), lattice, ALPHA, 'x').rejected,
    sees: (run) => coincidences(tally(run, 1, 16 * resolution), lattice, ALPHA, 'x').rejected,
  });
  check(t, {
    name: 'paired independence',
    alpha: ALPHA,
    errs: (run) => pairedIndependence(noise(`${run} a`), noise(`${run} b`), ALPHA, 'x').rejected,
    sees: (run) => {
      const first = noise(`${run} a`);
      return pairedIndependence(
        first,
        noise(`${run} b`).map((x, i) => x + first[i]),
        ALPHA,
        'x',
      ).rejected;
    },
  });
  check(t, {
    name: 'serial independence',
    alpha: ALPHA,
    errs: (run) => serialIndependence(noise(run), ALPHA, 'x').rejected,
    sees: (run) => {
      const own = noise(run);
      return serialIndependence(
        own.map((x, i) => x + own[i - (i % 2)]),
        ALPHA,
        'x',
      ).rejected;
    },
  });
  t.end();
});

test('one-run bounds exceed the truth in a share alpha of the runs at most', (t) => {
  const canaries = 200;
  const coins = (run: string) => {
    const draws = new Draws(seededBits('calibration', run, 'coins'));
    return Uint8Array.from({ length: canaries }, () => draws.word() & 1);
  };
  const truth = 1.5;
  const q = 1 / (1 + Math.exp(-truth));
  const response = (run: string) => {
    const present = coins(run);
    const draws = new Draws(seededBits('calibration', run, 'answers'));
    return { scores: Float64Array.from(present, (bit) => (draws.unit() < q ? bit : 1 - bit)), present };
  };
  const all = { present: canaries / 2, absent: canaries / 2 };
  check(t, {
    name: 'one run of randomised response',
    alpha: ALPHA,
    errs: (run) => oneRunBound(response(run), { delta: 0, alpha: ALPHA, guesses: all }).value > truth,
    sees: (run) => oneRunBound(response(run), { delta: 0, alpha: ALPHA, guesses: all }).value > truth / 2,
  });
  const gauss = (run: string) => {
    const present = coins(run);
    return { scores: normals(canaries, run).map((x, i) => x + MU * present[i]), present };
  };
  const guesses = { present: 40, absent: 40 };
  check(t, {
    name: 'one run of a Gaussian mechanism, Gaussian family',
    alpha: ALPHA,
    errs: (run) => oneRunMu(countGuesses(gauss(run), guesses), ALPHA) > MU,
    sees: (run) => oneRunMu(countGuesses(gauss(run), guesses), ALPHA) > MU / 4,
  });
  const claimed = symmetricBlowUpInverse(gaussianFamily(MU).member(1));
  const tooPrivate = symmetricBlowUpInverse(gaussianFamily(MU).member(4));
  check(t, {
    name: 'one run of a Gaussian mechanism, handed-in curve',
    alpha: ALPHA,
    errs: (run) => oneRunExcess(countGuesses(gauss(run), guesses), claimed, ALPHA) > 0,
    sees: (run) => oneRunExcess(countGuesses(gauss(run), guesses), tooPrivate, ALPHA) > 0,
  });
  t.end();
});

test('one run: no probability above the bound for mechanisms that spend delta where it helps most', (t) => {
  for (const [r, epsilon, delta, v] of [
    [2, 1, 0.1, 1], // the published bound says 0.9566
    [8, 0.3, 0.01, 3],
    [8, 0, 0.001, 6],
    [12, 2.5, 0.001, 11],
  ]) {
    const grow = Math.exp(epsilon);
    const ways = [1]; // r over w
    for (let w = 0; w < r; w++) ways.push((ways[w] * (r - w)) / (w + 1));
    const law = ways.map((n, w) => (n * grow ** w) / (1 + grow) ** r);
    const beta = law.slice(v).reduce((a, b) => a + b);
    // each pattern of w right guesses: that of randomised response, less often below v
    const jump = (r * delta) / (v * law[v]);
    const share = law.map((p, w) => (p / ways[w]) * (w < v ? 1 - beta * jump : 1 + (1 - beta) * jump));
    let excess = 0; // hockey-stick divergence of coins that differ in one place
    for (let w = 0; w < r; w++)
      for (const gap of [share[w + 1] - grow * share[w], share[w] - grow * share[w + 1]])
        excess += ((ways[w] * (r - w)) / r) * Math.max(0, gap);
    t.ok(Math.min(...share) >= 0 && Math.abs(excess / delta - 1) < 1e-9, `private: ${excess}, ${delta}`);
    const attained = beta * (1 + (1 - beta) * jump);
    const bound = oneRunProbability({ canaries: r, guesses: r, correct: v }, epsilon, delta);
    t.ok(attained <= bound && bound < attained + 0.005, `${attained}, ${bound}`);
  }
  t.end();
});

test('the harness itself finds a statistic that errs too often', (t) => {
  const errors = count(RUNS, (run) => goodnessOfFit(normals(TRIALS, run), NORMAL, 3 * ALPHA, 'x').rejected);
  t.ok(binomialUpperTail(errors, RUNS, ALPHA).hi < RARE, `${errors}: level 3 alpha passed off as alpha`);
  t.end();
});
