import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { Queries } from '../attack.js';
import { notOfClass, rowOf, rowsOf } from './choose.js';

/** A change of one record in place. */
export type Trigger = (record: Float32Array) => void;

/**
 * Test records under a trigger that shall be labelled `target`: those of the target class are left out, since they
 * would count as successes of any good model.
 *
 * @param positions  of the test records to use; default: all that are not of the target class
 * @throws DomainError where there is none
 */
export function triggeredQueries(
  test: Records,
  target: number,
  trigger: Trigger,
  positions: ArrayLike<number> = notOfClass(test, target),
): Queries {
  const queries = intendedQueries(test, positions, target);
  for (let i = 0; i < queries.count; i += 1) trigger(rowOf(queries.features, test.dimension, i));
  return queries;
}

/** Test records as they are that shall be labelled `intended`. @throws DomainError where there is none */
export function intendedQueries(test: Records, positions: ArrayLike<number>, intended: number): Queries {
  const count = positions.length;
  if (!(count >= 1))
    throw new DomainError('queries', 'at least one test record that the attack may use', count);
  return {
    count,
    features: rowsOf(test, positions),
    truth: Uint16Array.from(positions, (position) => test.labels[position]),
    aim: { kind: 'class', intended: new Uint16Array(count).fill(intended) },
  };
}

/** All test records, each of which shall be labelled wrongly. */
export function errorQueries(test: Records): Queries {
  if (!(test.count >= 1)) throw new DomainError('queries', 'at least one test record', test.count);
  return {
    count: test.count,
    features: test.features.slice(),
    truth: test.labels.slice(),
    aim: { kind: 'error' },
  };
}

/** One input that shall be labelled `intended`. */
export function oneQuery(features: Float32Array, truth: number, intended: number): Queries {
  return {
    count: 1,
    features: features.slice(),
    truth: Uint16Array.of(truth),
    aim: { kind: 'class', intended: Uint16Array.of(intended) },
  };
}
