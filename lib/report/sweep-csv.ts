import type { Sweep } from '../core/sweep.js';

const HEADING =
  'k,sigma,accuracy_model,accuracy_vote,median_radius,radius,poisons,certified_accuracy,folder' as const;

/** A sweep as CSV: a row for each cell and number of poisons, in full; `radius` is that of the sweep's share. */
export function sweepCsv({ cells }: Sweep): string {
  const rows = cells.flatMap(({ k, sigma, accuracy, medianRadius, radius, certifiedAccuracy, folder }) =>
    certifiedAccuracy.map((share, r) =>
      [k, sigma, accuracy.models, accuracy.vote, medianRadius, radius, r, share, folder].join(','),
    ),
  );
  return `${[HEADING, ...rows].join('\n')}\n`;
}
