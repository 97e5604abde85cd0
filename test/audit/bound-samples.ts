import { readFileSync } from 'node:fs';
import type { ThresholdRule, Worlds } from '../../lib/audit/index.js';
import { normals } from './samples.js';

/** 40-digit references, made by test/fixtures/audit-bounds.py. */
interface Fixture {
  readonly proportions: readonly [number, number, number, string, string][];
  readonly epsilons: readonly {
    fp: number;
    fn: number;
    n: number;
    delta: number;
    alpha: number;
    epsilon: string;
    deltaAt1: string;
    gaussian: string | null;
  }[];
  readonly gaussian: readonly [number, number, string][];
  readonly tradeOff: readonly [number, number, string][];
  readonly groups: readonly [number, number, number, number, string][];
}
export const fixture = JSON.parse(readFileSync('test/fixtures/audit-bounds.json', 'utf8')) as Fixture;

export const RULES: readonly ThresholdRule[] = [
  { kind: 'split' },
  { kind: 'explicit', at: 0.5 },
  { kind: 'bonferroni' },
  { kind: 'dkw' },
];

/** Not above the reference, and below it by a relative `slack` at most; references have more digits than doubles. */
export function justBelow(value: number, reference: string, slack = 1e-9): boolean {
  const exact = Number(reference);
  return value <= exact * (1 + 2 ** -52) && value >= exact - slack * Math.max(1e-3, Math.abs(exact));
}

export const counts = (falsePositives: number, falseNegatives: number, n: number) => ({
  falsePositives,
  negatives: n,
  falseNegatives,
  positives: n,
});

/** N(0, 1) and N(mu, 1). */
export function gaussianWorlds(mu: number, trials: number, name: string): Worlds {
  return {
    absent: normals(trials, name, 'absent'),
    present: normals(trials, name, 'present').map((x) => x + mu),
  };
}
