import * as z from 'zod';
import type { DomainRecords, Mixup } from '../core/index.js';
import type { Defence } from './defence.js';
import { type NoiseSettings, releaseOf, releasing } from './releases/from-release.js';
import { copies, law, positive } from './settings.js';

export interface NoiseSpec extends NoiseSettings {
  readonly kind: 'noise';
  /** times that every record is released, each with noise of its own */
  readonly copies: number;
}

/** Noise on records one by one, features and labels alike, without mixing. */
export const noise: Defence<NoiseSpec> = {
  kind: 'noise',
  summary: 'noise on records one by one, without mixing',
  source: 'the noise of Borgnia et al. 2021, arXiv:2103.02079, at k = 1',
  schema: z.strictObject({
    kind: z.literal('noise'),
    sigma: positive,
    law,
    copies,
    labelSigma: positive.optional(),
  }),
  ...releasing(mechanismOf),
};

function mechanismOf(
  spec: NoiseSpec,
  records: { readonly n: number; readonly domain: DomainRecords['domain'] },
): Mixup {
  return releaseOf(spec, { k: 1, design: 'partition', releases: spec.copies * records.n }, records);
}
