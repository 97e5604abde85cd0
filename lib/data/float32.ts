/** Largest finite float32. */
export const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

// One shared word: a call allocates nothing.
const value = new Float32Array(1);
const word = new Uint32Array(value.buffer);

/** The float32 next to a finite x on the side of zero; x itself where it is a float32. */
export function towardsZero32(x: number): number {
  value[0] = x;
  if (Math.abs(value[0]) > Math.abs(x)) word[0] -= 1; // the pattern below is one step closer to zero
  return value[0];
}

/** Largest finite float32 <= x; below all of them NaN. */
export function float32AtMost(x: number): number {
  if (!(x >= -MAX_FLOAT32)) return Number.NaN;
  if (x >= 0) return towardsZero32(x);
  value[0] = x;
  if (value[0] > x) word[0] += 1; // negative: the pattern above is one step further from zero
  return value[0];
}

/** Smallest finite float32 >= x; above all of them NaN. */
export function float32AtLeast(x: number): number {
  return -float32AtMost(-x);
}
