import * as fc from 'fast-check';

/** A number in [low, high], uniform over a fine grid; shrinks to the low end. */
export function uniform(low: number, high: number): fc.Arbitrary<number> {
  // without bias: fast-check would make every other real an end of the range or all but 0
  return fc.noBias(fc.nat(1 << 20)).map((step) => low + (high - low) * (step / (1 << 20)));
}

/** A positive number whose logarithm is uniform. */
export function logUniform(low: number, high: number): fc.Arbitrary<number> {
  return uniform(0, 1).map((share) => low * (high / low) ** share);
}

/** A whole number in [low, high], small ones as likely as large ones on a logarithmic scale. */
export function logInteger(low: number, high: number): fc.Arbitrary<number> {
  return logUniform(low, high + 1).map((x) => Math.min(high, Math.floor(x)));
}
