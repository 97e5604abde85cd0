import { DomainError, integer } from '../numerics/index.js';

/** A share of the models of a plan, or of the units of a game: those of index [first, end). */
export interface Slice {
  /** 1 ... of */
  readonly shard: number;
  readonly of: number;
  readonly first: number;
  readonly end: number;
}

/**
 * The `shard`-th of `of` slices of nearly equal size; together they hold every model or unit once.
 * @param count  models or units in all
 * @throws DomainError unless 1 <= shard <= of <= count
 */
export function sliceOf(count: number, shard: number, of: number): Slice {
  integer(1, Number.MAX_SAFE_INTEGER, { 'models or units': count });
  integer(1, count, { shards: of });
  integer(1, of, { shard });
  const cut = (i: number): number => Math.floor((i * count) / of);
  if (!Number.isSafeInteger(of * count))
    throw new DomainError('models or units times shards', 'below 2^53', of);
  return { shard, of, first: cut(shard - 1), end: cut(shard) };
}

/** How many models or units a slice holds. */
export function sizeOf({ first, end }: Slice): number {
  return end - first;
}

/** The models or units of a slice, in order. */
export function indicesOf(slice: Slice): number[] {
  return Array.from({ length: sizeOf(slice) }, (_, i) => slice.first + i);
}

/** All models of a plan, or all units of a game. */
export function wholeSlice(count: number): Slice {
  return sliceOf(count, 1, 1);
}
