/** A law that does not hold, with the counterexample in words. */
export class LawViolation extends Error {
  constructor(
    readonly law: string,
    readonly counterexample: string,
  ) {
    super(`${law}: ${counterexample}`);
    this.name = 'LawViolation';
  }
}

/** What rounding may cost where two correct computations are compared: relative, and absolute. */
export interface Tolerance {
  /** of the larger value, >= 0 */
  readonly relative: number;
  /** >= 0 */
  readonly absolute: number;
}

/** Room for the rounding of the laws' own arithmetic; soundness is never given away by more. */
export const ROUNDING: Tolerance = { relative: 1e-12, absolute: 1e-14 };

/**
 * Requires small <= large up to the tolerance. NaN on either side is a violation.
 * @throws LawViolation naming the law, both values and the place
 */
export function requireAtMost(
  law: string,
  small: number,
  large: number,
  where: string,
  { relative, absolute }: Tolerance = ROUNDING,
): void {
  if (!(small <= large + relative * Math.abs(large) + absolute))
    throw new LawViolation(law, `${small} must not exceed ${large} (${where})`);
}

/** Requires two enclosures of one number to have a point in common. @throws LawViolation */
export function requireCommonPoint(
  law: string,
  first: readonly [number, number],
  second: readonly [number, number],
  where: string,
  tolerance: Tolerance = ROUNDING,
): void {
  requireAtMost(law, first[0], second[1], where, tolerance);
  requireAtMost(law, second[0], first[1], where, tolerance);
}
