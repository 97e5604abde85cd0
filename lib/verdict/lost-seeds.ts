import type { Measure, MeasuredCell, SeedMeasure } from '../core/index.js';

/**
 * How many seeds failed in training. What they would have shown is not known, and whether a training fails may depend on
 * what it would have shown: left out, they would bias what remains. Where the attack could not be made, nothing was
 * trained: such seeds say which attacks are looked at, and are left out.
 */
export function lostSeeds({ failures }: Pick<MeasuredCell, 'failures'>): number {
  return failures.filter(({ at }) => at === 'training').length;
}

/** The seeds, and in the place of each that was lost the one that speaks least against a certificate. */
export function withLost(cell: MeasuredCell): readonly SeedMeasure[] {
  const { seeds, failures } = cell;
  const queries = seeds[0]?.queries ?? 1;
  return [
    ...seeds,
    ...failures.flatMap(({ seed, at }): readonly SeedMeasure[] =>
      at === 'training' ? [{ seed, queries, clean: BEATEN, poisoned: UNHARMED, told: {} }] : [],
    ),
  ];
}

/** Without poison: no evidence of anything. */
const BEATEN: Measure = { accuracy: 0, success: 1, robust: 0 };
/** With poison: nothing beyond any bound. */
const UNHARMED: Measure = { accuracy: 1, success: 0, robust: 1 };
