import { DomainError } from '../numerics/index.js';
import type { Draws } from '../random/index.js';
import type { Queries, Scene } from './attack.js';
import { type ClassSetting, choosePositions, classOrDrawn, positionsWhere, rowsAt } from './choose.js';

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
export function oneTarget(
  { train, test, poisons }: Scene,
  intendedClass: ClassSetting | undefined,
  draws: Draws,
): OneTarget {
  const intended = classOrDrawn(intendedClass, train.classes, draws);
  const others = positionsWhere(test, (label) => label !== intended);
  if (others.length === 0)
    throw new DomainError('test records', `some of a class other than ${train.classes[intended]}`, 'none');
  const at = others[draws.below(others.length)];
  const eligible = positionsWhere(train, (label) => label === intended);
  const positions = choosePositions(
    eligible,
    poisons,
    draws,
    `training records of class ${train.classes[intended]}`,
  );
  const target = rowsAt(test, [at]);
  return {
    intended,
    target,
    positions,
    bases: rowsAt(train, positions),
    labels: new Uint16Array(poisons).fill(intended),
    queries: {
      count: 1,
      features: target,
      truth: Uint16Array.of(test.labels[at]),
      aim: { kind: 'class', intended: Uint16Array.of(intended) },
    },
  };
}
