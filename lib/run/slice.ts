import { DomainError, integer } from '../numerics/index.js';

/** A share of the models of a plan: models [first, end). */
export interface Slice {
  /** 1 ... of */
  readonly shard: number;
  readonly of: number;
  readonly first: number;
  readonly end: number;
}

/**
 * The `shard`-th of `of` slices of nearly equal size; together they hold every model once.
 * @throws DomainError unless 1 <= shard <= of <= models
 */
export function sliceOf(models: number, shard: number, of: number): Slice {
  integer(1, Number.MAX_SAFE_INTEGER, { models });
  integer(1, models, { shards: of });
  integer(1, of, { shard });
  const cut = (i: number): number => Math.floor((i * models) / of);
  if (!Number.isSafeInteger(of * models)) throw new DomainError('models times shards', 'below 2^53', of);
  return { shard, of, first: cut(shard - 1), end: cut(shard) };
}

/** How many models a slice holds. */
export function sizeOf({ first, end }: Slice): number {
  return end - first;
}

/** The models of a slice, in order. */
export function modelsOf(slice: Slice): number[] {
  return Array.from({ length: sizeOf(slice) }, (_, i) => slice.first + i);
}

/** All models of a plan. */
export function wholeSlice(models: number): Slice {
  return sliceOf(models, 1, 1);
}
