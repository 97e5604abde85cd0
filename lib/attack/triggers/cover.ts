import * as z from 'zod';
import { DomainError } from '../../numerics/index.js';

/** The share of covers as it stands in a plan. @param usual  what the paper takes */
export const coverSetting = (usual: number) =>
  z
    .number()
    .min(0)
    .lt(1)
    .default(usual)
    .describe('share of the poisons that bear the trigger under their true label');

/**
 * Which of r poisons keep their true label: the covers are spread evenly over them, and poisons are in the order of
 * positions that were drawn uniformly, so which ones does not depend on the records.
 *
 * @throws DomainError where no poison would be left to change a label
 */
export function coverRule(cover: number, poisons: number): (i: number) => boolean {
  const covers = Math.round(cover * poisons);
  if (!(covers < poisons))
    throw new DomainError('poisons', `so many that not all are covers (${covers} would be)`, poisons);
  return (i) => Math.floor(((i + 1) * covers) / poisons) > Math.floor((i * covers) / poisons);
}
