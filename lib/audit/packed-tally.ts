import { DomainError } from '../numerics/index.js';
import type { ObservationTally, TallyShape } from './observations.js';

/** Numbers of a packed tally: counts (m + 1), size of the whole tail, and room for `capacity` of its values. */
export function tallyWidth({ edges, capacity }: TallyShape): number {
  return edges.length + 2 + capacity;
}

/**
 * A tally as a row of tallyWidth(shape) numbers, as the unit of a game returns it.
 *
 * @throws DomainError if the tally keeps more of its tail than fits
 */
export function packTally({ counts, tail, tailCount }: ObservationTally, shape: TallyShape): Float64Array {
  if (!(tail.length <= shape.capacity))
    throw new DomainError('tail', `of at most ${shape.capacity} values`, tail.length);
  const numbers = new Float64Array(tallyWidth(shape));
  numbers.set(counts);
  numbers[counts.length] = tailCount;
  numbers.set(tail, counts.length + 1);
  return numbers;
}

/**
 * The tally that packTally made a row of.
 *
 * @throws DomainError if the row has another length
 */
export function unpackTally(numbers: Float64Array, shape: TallyShape): ObservationTally {
  const { edges, tailStart, capacity, resolution } = shape;
  if (numbers.length !== tallyWidth(shape))
    throw new DomainError('numbers', `of length ${tallyWidth(shape)}`, numbers.length);
  const counts = numbers.slice(0, edges.length + 1);
  const tailCount = numbers[counts.length];
  const tail = numbers.slice(counts.length + 1, counts.length + 1 + Math.min(tailCount, capacity));
  return { count: counts.reduce((a, b) => a + b), edges, counts, tailStart, tail, tailCount, resolution };
}
