import {
  type Account,
  account,
  epsilonAt,
  epsilonWitness,
  type Mechanism,
  renyiEpsilon,
} from '../lib/index.js';
import { timed } from './cpu.js';
import type { Row } from './row.js';
import type { Target } from './target.js';

/** 'profile', 'pure', 'renyi' are upper bounds, 'witness' a lower one. */
export type Method = 'profile' | 'witness' | 'pure' | 'renyi';

/** One epsilon to compute. */
export interface EpsilonCase {
  readonly name: string;
  readonly mechanism: Mechanism;
  readonly method: Method;
  /** default 1e-5; without meaning for 'pure' */
  readonly delta?: number;
  /** default 1 */
  readonly poisons?: number;
  readonly target: Target;
}

/** The cases in order; each mechanism is accounted once. */
export function* epsilons(cases: readonly EpsilonCase[]): Generator<Row> {
  const accounts = new Map<string, Account>();
  for (const { name, mechanism, method, delta = 1e-5, poisons = 1, target } of cases) {
    const { result, seconds } = timed(() => {
      const key = JSON.stringify(mechanism);
      const known = accounts.get(key) ?? account(mechanism);
      accounts.set(key, known);
      return epsilon(known, method, delta, poisons);
    });
    yield { name: `${name}, ${method}`, value: result, target, seconds, binding: true };
  }
}

function epsilon(
  { upper, witness, renyi, pure }: Account,
  method: Method,
  delta: number,
  poisons: number,
): number {
  switch (method) {
    case 'profile':
      return epsilonAt(upper, delta, poisons);
    case 'witness':
      return witness === undefined ? Number.NaN : epsilonWitness(witness, delta, poisons);
    case 'pure':
      return pure(poisons);
    case 'renyi':
      return renyi === undefined ? Number.NaN : renyiEpsilon(renyi, delta, poisons).epsilon;
  }
}
