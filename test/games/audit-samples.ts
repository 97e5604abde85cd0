import type { Test as Tap } from 'tap';
import {
  clopperPearsonBound,
  coincidences,
  familyBound,
  goodnessOfFit,
  observationFit,
  pairedIndependence,
  serialIndependence,
  tailCounts,
} from '../../lib/audit/index.js';
import type { Mixup, Noise } from '../../lib/core/index.js';
import { type ForeignWorlds, pairOfSamples, scoreSamples } from '../../lib/games/elsewhere/samples.js';
import { exactEpsilon } from '../../lib/games/law/exact-epsilon.js';
import { pairFamily } from '../../lib/games/law/pair-family.js';
import { K, N_RECORDS, SIGMA } from './mutants.js';

// Every fault that published mixup code has, at N = 1e5 trials in both worlds, each statistic at the level that it has
// in an audit of eight. What must be silent is the same sampler without a fault.
export const TRIALS = 1e5;
export const RELEASES = 100;
export const DELTA = 1e-5;
export const ALPHA = 0.05 / 8;
/** The bound on epsilon at DELTA that the accountant gives for the Gaussian mechanism below. */
export const CLAIMED = 6.2066;

export function mechanism(law: Noise['law'], fields: Partial<Mixup> = {}): Mixup {
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
export function audit(claimed: Mixup, absent: Float64Array, present: Float64Array) {
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
  return {
    found,
    fits,
    /** the noise family inverted: it takes as long as all the rest */
    inverted: () => familyBound(scores, theory.family, question).value,
    counted: clopperPearsonBound(scores, question).value,
    exact: theory.exact,
  };
}

/** At least these statistics must reject. */
export function finds(t: Tap, found: readonly string[], wanted: readonly string[], where = ''): void {
  for (const name of wanted) t.ok(found.includes(name), `${where} ${name} of ${found.join(', ')}`);
}
