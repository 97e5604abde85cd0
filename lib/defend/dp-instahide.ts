import * as z from 'zod';
import type { DomainRecords, Mixup } from '../core/index.js';
import type { Defence } from './defence.js';
import type { MixupSpec } from './mixup.js';
import { type NoiseSettings, releaseOf, releasing } from './releases/from-release.js';
import { wholeEpochs } from './releases/whole-epochs.js';
import { copies, design, law, positive, width } from './settings.js';

export interface DpInstaHideSpec extends Omit<MixupSpec, 'kind'>, NoiseSettings {
  readonly kind: 'dp-instahide';
}

/** Means of k records plus noise, features and labels alike: DP-InstaHide. */
export const dpInstaHide: Defence<DpInstaHideSpec> = {
  kind: 'dp-instahide',
  summary: 'means of k records plus noise',
  source: 'Borgnia et al. 2021, arXiv:2103.02079',
  schema: z.strictObject({
    kind: z.literal('dp-instahide'),
    k: width,
    sigma: positive,
    law,
    copies,
    design,
    labelSigma: positive.optional(),
  }),
  ...releasing(mechanismOf),
};

function mechanismOf(
  spec: DpInstaHideSpec,
  records: { readonly n: number; readonly domain: DomainRecords['domain'] },
): Mixup {
  const { k, design, copies } = spec;
  return releaseOf(spec, { k, design, releases: wholeEpochs(spec, records.n, copies) }, records);
}
