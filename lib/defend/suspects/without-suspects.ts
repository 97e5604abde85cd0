import { Matrix } from 'ml-matrix';
import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import { cleanSet } from '../../train/defences/clean-set.js';
import type { Classifier } from '../../train/index.js';
import type { Training } from '../defence.js';

/** The records of one class as a trained model sees them. */
export interface ClassEmbedding {
  /** index of the class */
  readonly label: number;
  /** (records of the class, width); may be changed */
  readonly rows: Matrix;
}

/** Which rows of a class to drop, by their place among its records. */
export type Suspects = (embedding: ClassEmbedding) => readonly number[];

/**
 * Trains on all records, lets `suspectsOf` pick suspects class by class by what the model's last layer is given, and
 * trains anew without them, by the same seed. Where nobody is suspected that would give the same model again, so
 * the first one stays.
 */
export async function trainWithout(
  { train, seed, learner, fit }: Training,
  suspectsOf: Suspects,
): Promise<Classifier> {
  const first = await fit(cleanSet(train), seed);
  let kept: Int32Array;
  try {
    kept = await unsuspected(first, train, suspectsOf, learner.kind);
  } catch (error) {
    first.dispose();
    throw error;
  }
  if (kept.length === train.count) return first;
  first.dispose();
  return fit(cleanSet(train, kept), seed);
}

/** Positions of the records that nobody suspects, ascending. */
export async function unsuspected(
  model: Classifier,
  { count, features, labels, classes }: Records,
  suspectsOf: Suspects,
  kind: string,
): Promise<Int32Array> {
  if (model.embed === undefined)
    throw new DomainError('learner', 'one that says what its last layer is given', kind);
  const { width, values } = await model.embed(features, count);
  const dropped = new Uint8Array(count);
  classes.forEach((_, label) => {
    const members = Array.from({ length: count }, (_, i) => i).filter((i) => labels[i] === label);
    if (members.length === 0) return;
    const rows = new Matrix(
      members.map((i) => Float64Array.from(values.subarray(i * width, (i + 1) * width))),
    );
    for (const place of suspectsOf({ label, rows })) dropped[members[place]] = 1;
  });
  return Int32Array.from({ length: count }, (_, i) => i).filter((i) => dropped[i] === 0);
}

/** Why a learner without a hidden layer is of no use to a defence that looks at one. */
export function nothingHidden(defence: string): string {
  return `${defence} looks at what the last layer of a network is given, and ridge regression has no layers`;
}
