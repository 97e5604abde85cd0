import { readFileSync } from 'node:fs';
import type { Mixup } from '../../lib/core/index.js';
import { type GamePair, gamePair } from '../../lib/games/pair.js';

/** The game whose values an independent prototype knows: n = 50, k = 4, T = 100, shift 1. */
export const mixup = (fields: Partial<Mixup> = {}): Mixup => ({
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
export const LAPLACE = { law: 'laplace', scale: 0.25 } as const;

/** Reference values of another program, beside the script that made them. */
export const fixture = (name: string) => JSON.parse(readFileSync(`test/fixtures/${name}.json`, 'utf8'));

/** Contour integrals: fixtures/composed.json. */
export interface Composed {
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

/** Laws by quadrature and enumeration: fixtures/score-law.json. */
export interface Entry {
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

/** Name of a pair by where the others lie between the two values of a changed record. */
export const NAMES: Readonly<Record<string, 'one-sided' | 'quarter' | 'midpoint'>> = {
  0: 'one-sided',
  0.25: 'quarter',
  0.5: 'midpoint',
};

export function pairOf({ law, n, poisons, k, share, shift }: Entry, releases: number): GamePair {
  return gamePair(mixup({ n, k, releases, noise: { law, scale: 1 } }), NAMES[share], poisons, shift);
}

export function holds([low, high]: readonly [number, number], exact: number, slack: number): boolean {
  return low <= exact + slack && exact - slack <= high;
}
