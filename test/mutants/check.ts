import type { Profile } from '../../lib/core/index.js';
import { type AccountantLaw, type Accounted, LawViolation, type Sample } from '../../lib/laws/index.js';

/*
 * A mutant is a plausible mistake, built from public functions. A check that is used elsewhere in these tests must
 * reject it and accept the real thing: the checks themselves are tested here.
 */

/** Whether a law holds; any other error is a defect of the test and thrown on. */
export function holds(
  law: AccountantLaw,
  accounted: (mechanism: Parameters<AccountantLaw['check']>[1]) => Accounted,
  mechanism: Parameters<AccountantLaw['check']>[1],
  samples: readonly Sample[],
): boolean {
  try {
    for (const sample of samples) law.check(accounted, mechanism, sample);
    return true;
  } catch (error) {
    if (error instanceof LawViolation) return false;
    throw error;
  }
}

/** The same account with another upper profile. */
export function withUpper(accounted: Accounted, at: Profile['at']): Accounted {
  return {
    ...accounted,
    upper: { ...accounted.upper, at },
    enclosure: (epsilon, poisons, direction) => {
      const delta = at(epsilon, poisons, direction);
      return [delta, delta];
    },
  };
}

/** Samples from delta near 1 to far out, both directions. */
export function everywhere(poisons: number): readonly Sample[] {
  return [-1, 0, 0.25, 0.5, 1, 1.5, 2, 3, 4].flatMap((loss) =>
    (['forward', 'backward'] as const).map(
      (direction): Sample => ({ losses: [loss, loss, loss], poisons, direction }),
    ),
  );
}
