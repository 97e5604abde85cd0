/** Distance from 1 to the next double, 2^-52; twice the largest relative rounding error. */
export const EPS = 2 ** -52;

/** Smallest positive double that carries all 53 bits, 2^-1022. */
export const MIN_NORMAL = 2 ** -1022;

// One shared word pair: a call allocates nothing.
const value = new Float64Array([1]);
const word = new Uint32Array(value.buffer);
const HIGH = word[1] === 0x3ff00000 ? 1 : 0; // 1 on little-endian machines
const LOW = 1 - HIGH;

/** The double one step away from zero, for finite x other than 0. */
function awayFromZero(x: number): number {
  value[0] = x;
  word[LOW] += 1; // wraps modulo 2^32
  if (word[LOW] === 0) word[HIGH] += 1;
  return value[0];
}

/** The double one step closer to zero, for x other than 0; an infinite x gives the largest double. */
function towardsZero(x: number): number {
  value[0] = x;
  if (word[LOW] === 0) word[HIGH] -= 1;
  word[LOW] -= 1;
  return value[0];
}

/** Smallest double > x. NaN and Infinity are returned as they are; nextUp(-Infinity) is -MAX_VALUE. */
export function nextUp(x: number): number {
  if (!(x < Infinity)) return x;
  if (x === 0) return Number.MIN_VALUE;
  return x > 0 ? awayFromZero(x) : towardsZero(x);
}

/** Largest double < x. NaN and -Infinity are returned as they are; nextDown(Infinity) is MAX_VALUE. */
export function nextDown(x: number): number {
  if (!(x > -Infinity)) return x;
  if (x === 0) return -Number.MIN_VALUE;
  return x > 0 ? towardsZero(x) : awayFromZero(x);
}
