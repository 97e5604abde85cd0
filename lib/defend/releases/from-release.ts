import { type DomainRecords, type Mixup, UnsupportedError } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import { seededBits } from '../../random/index.js';
import { featureGrid, labelGrid } from '../../release/grid.js';
import { prepareRelease } from '../../release/index.js';
import type { Classifier } from '../../train/index.js';
import { noiseVariance } from '../../train/index.js';
import type { Defence, DefenceShape, Training } from '../defence.js';
import { tooWide } from './too-wide.js';

/** Noise of a release as it stands in a plan. */
export interface NoiseSettings {
  /** gaussian: standard deviation; laplace: scale b. On one coordinate of a mixture, in units of the records */
  readonly sigma: number;
  readonly law: 'gaussian' | 'laplace';
  /** the same for one-hot labels; default sigma */
  readonly labelSigma?: number | undefined;
}

/** The release that is trained on and certified: one record of it, so that the two cannot disagree. */
export function releaseOf(
  { sigma, law, labelSigma = sigma }: NoiseSettings,
  mixing: Pick<Mixup, 'k' | 'releases' | 'design'>,
  { n, domain }: { readonly n: number; readonly domain: DomainRecords['domain'] },
): Mixup {
  return {
    kind: 'mixup',
    n,
    ...mixing,
    noise: { law, scale: sigma },
    domain,
    labels: { kind: 'noised', scale: labelSigma },
    adjacency: 'replace',
  };
}

/** What a defence that releases its training set refuses, promises and does, given the mechanism of its settings. */
export function releasing<Spec>(
  mechanismOf: (
    spec: Spec,
    records: { readonly n: number; readonly domain: DomainRecords['domain'] },
  ) => Mixup,
) {
  return {
    refusal: (spec, shape) => releaseRefusal(mechanismOf(spec, shape), shape),
    guarantee: (spec, shape) => ({ kind: 'mechanism', mechanism: mechanismOf(spec, shape) }),
    train(spec, training) {
      const { count: n, domain } = training.train;
      return trainOnRelease(mechanismOf(spec, { n, domain }), training);
    },
  } satisfies Pick<Defence<Spec & { readonly kind: string }>, 'refusal' | 'guarantee' | 'train'>;
}

/** Trains on one release of the mechanism, drawn by the seed, and on nothing else. */
async function trainOnRelease(mechanism: Mixup, { train, seed, fit }: Training): Promise<Classifier> {
  const mixtures = prepareRelease(mechanism, train).draw(seededBits(seed, 'release'));
  return fit(mixtures, seed, { variance: noiseVariance(mechanism.noise) });
}

/** Why these records cannot be released by the mechanism; undefined where they can. */
function releaseRefusal(mechanism: Mixup, { n, domain }: DefenceShape): string | undefined {
  const { k, labels } = mechanism;
  try {
    featureGrid(mechanism, domain.dimension ?? 1);
    if (labels.kind === 'noised') labelGrid(k, labels.scale);
  } catch (error) {
    if (error instanceof DomainError || error instanceof UnsupportedError) return error.message;
    throw error;
  }
  return tooWide(k, n);
}
