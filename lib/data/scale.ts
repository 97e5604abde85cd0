import { DomainError, finite } from '../numerics/index.js';

/** One number for all features, or one per feature. */
export type Numbers = number | readonly number[];

/** The numbers as one per feature. @throws DomainError unless all are finite and there are as many */
export function perFeature(name: string, numbers: Numbers, dimension: number): Float64Array {
  const list = typeof numbers === 'number' ? new Array<number>(dimension).fill(numbers) : numbers;
  if (list.length !== dimension)
    throw new DomainError(name, `${dimension} numbers, one per feature`, list.length);
  for (const x of list) finite({ [name]: x });
  return Float64Array.from(list);
}
