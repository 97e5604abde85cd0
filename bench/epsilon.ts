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
  /** default that of account() */
  readonly accuracy?: number;
  readonly target: Target;
}

/** The cases in order; cases of one mechanism that follow each other share its account. */
export function* epsilons(cases: readonly EpsilonCase[]): Generator<Row> {
  let last:
    | { readonly mechanism: Mechanism; readonly accuracy?: number; readonly known: Account }
    | undefined;
  for (const { name, mechanism, method, delta = 1e-5, poisons = 1, accuracy, target } of cases) {
    const options = accuracy === undefined ? {} : { accuracy };
    const { result, seconds } = timed(() => {
      if (last?.mechanism !== mechanism || last.accuracy !== accuracy)
        last = { mechanism, ...options, known: account(mechanism, options) };
      return epsilon(last.known, method, delta, poisons);
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
