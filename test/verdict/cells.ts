import type {
  CellGuarantee,
  Measure,
  MeasuredCell,
  Mechanism,
  Profile,
  SeedFailure,
  SeedMeasure,
} from '../../lib/core/index.js';
import { gaussian } from '../certify/profiles.js';

/** A model's numbers; robust is what success leaves. */
export function measure(success: number, accuracy = 0.9): Measure {
  return { accuracy, success, robust: 1 - success };
}

export interface CellParts {
  readonly clean: readonly Measure[];
  readonly poisoned: readonly Measure[];
  readonly guarantee: CellGuarantee;
  readonly queries?: number;
  readonly attack?: string;
  readonly poisons?: number;
  readonly defence?: string;
  readonly learner?: string;
  readonly failures?: readonly SeedFailure[];
  readonly reachable?: readonly { readonly success: number; readonly accuracy: number }[];
}

/** A cell of paired seeds 0, 1, ... */
export function cell(parts: CellParts): MeasuredCell {
  const { clean, poisoned, guarantee, queries = 10, reachable, failures = [] } = parts;
  const { attack = 'badnets', poisons = 1, defence = 'dp-instahide', learner = 'mlp 32' } = parts;
  return {
    name: { attack, poisons, share: poisons / 1000, defence, learner },
    aim: 'class',
    seeds: clean.map(
      (one, seed): SeedMeasure => ({
        seed,
        queries,
        clean: one,
        poisoned: poisoned[seed],
        told: {},
        ...(reachable === undefined ? {} : { reachable: reachable[seed] }),
      }),
    ),
    failures,
    guarantee,
  };
}

export const uncertified: CellGuarantee = { kind: 'none', reason: 'no noise is added' };

/** One release with Gaussian noise: r poisons shift it by r / scale standard deviations. */
export function gaussianRelease(scale: number): CellGuarantee {
  return {
    kind: 'mechanism',
    mechanism: {
      kind: 'additive',
      noise: { law: 'gaussian', scale },
      sensitivity: 1,
      releases: 1,
      adjacency: 'replace',
    },
  };
}

/** Two changed votes, but for a probability of `failure`. */
export function votes(failure: number): CellGuarantee {
  return { kind: 'votes', changed: 2, failure, basis: { theorem: 'votes', note: 'none', assumptions: [] } };
}

/** Seeds from 1000 on that came to nothing. */
export function failed(at: SeedFailure['at'], count: number): readonly SeedFailure[] {
  return Array.from({ length: count }, (_, i) => ({ seed: 1000 + i, error: 'diverged', at }));
}

/** As many equal measures as seeds. */
export function same(one: Measure, seeds = 20): readonly Measure[] {
  return new Array<Measure>(seeds).fill(one);
}

/** Closed form of what account() computes for gaussianRelease(scale); a fraction of the time. */
export function profileOf(mechanism: Mechanism): Profile<'upper'> {
  if (mechanism.kind !== 'additive') throw new Error('no such mechanism here');
  return gaussian(mechanism.sensitivity / mechanism.noise.scale);
}

export const near = (x: number | undefined, y: number, within: number) =>
  x !== undefined && Math.abs(x - y) <= within;
