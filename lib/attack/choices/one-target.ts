import { DomainError } from '../../numerics/index.js';
import type { Draws } from '../../random/index.js';
import type { Queries, Scene } from '../attack.js';
import { drawEligible, notOfClass, ofClass, rowsOf } from './choose.js';
import { oneQuery } from './queries.js';
import { targetOf } from './target.js';

/** One test record, the class that it is to get, and the training records of that class which are to bring it there. */
export interface OneTarget {
  readonly intended: number;
  /** length dimension */
  readonly target: Float32Array;
  /** length r, ascending; training records of the intended class */
  readonly positions: Uint32Array;
  /** (r, dimension) row-major: those records */
  readonly bases: Float32Array;
  /** length r, all the intended class */
  readonly labels: Uint16Array;
  readonly queries: Queries;
}

/**
 * Draws what a targeted clean-label attack works on: the intended class unless it is named, then a test record of
 * another class, then r training records of the intended one.
 *
 * @throws DomainError  where the class has fewer than r records, or no test record is of another class
 */
export function oneTarget(scene: Scene, named: number | string | undefined, draws: Draws): OneTarget {
  const { train, test, poisons } = scene;
  const intended = targetOf(named, scene);
  const name = train.classes[intended];
  const others = notOfClass(test, intended);
  if (!(others.length > 0)) throw new DomainError('test records', `not all of class ${name}`, 'none other');
  const at = others[draws.below(others.length)];
  const positions = drawEligible(
    draws,
    ofClass(train, intended),
    poisons,
    `training records of class ${name}`,
  );
  const target = rowsOf(test, Uint32Array.of(at));
  return {
    intended,
    target,
    positions,
    bases: rowsOf(train, positions),
    labels: new Uint16Array(poisons).fill(intended),
    queries: oneQuery(target, test.labels[at], intended),
  };
}
