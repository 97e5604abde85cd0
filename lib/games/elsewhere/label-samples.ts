import { type Mixup, UnsupportedError } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import { addExactLabels, type LabelOutcome } from '../release/label-game.js';
import { checkSampleWorlds, type ForeignWorlds, type Samples } from './samples.js';

/**
 * Scores of the label game from the mixed labels that another implementation released: (N, T), the label of a class
 * that only the canary has.
 *
 * @throws UnsupportedError for labels 'in-record'
 * @throws DomainError where the arrays do not fit the mechanism or each other, or hold what is no finite number
 * @proof proofs/audit-games.md
 */
export function scoreLabelSamples(
  { labels, k, releases }: Mixup,
  { absent, present }: ForeignWorlds,
): LabelOutcome {
  if (labels.kind === 'in-record')
    throw new UnsupportedError(
      "labels in-record: no labels are released beside the features; say what is claimed of them, 'noised' or 'exposed'",
    );
  checkSampleWorlds(releases, { absent, present });
  const scored = ({ name, shape: [trials = 0, ...rest], values }: Samples): Float64Array => {
    if (rest.length !== 1) throw new DomainError(`shape of ${name}`, '(N, T), labels of one class', '3 axes');
    const scores = new Float64Array(trials);
    addExactLabels(values, 1, k, releases, scores);
    return scores;
  };
  return { scores: { absent: scored(absent), present: scored(present) } };
}

/**
 * The label of one class as a release of its own: records of one number, 0 or 1, in the box [0, 1]. The samples of the
 * label game are those of its one-sided pair, so their noise can be tested like that of features.
 *
 * @returns undefined where labels carry no noise, and under 'poisson', which mixes labels about 0 and a box about its middle
 * @proof proofs/audit-games.md
 */
export function labelRelease(mechanism: Mixup): Mixup | undefined {
  const { labels, noise, design } = mechanism;
  if (labels.kind !== 'noised' || design === 'poisson') return undefined;
  return {
    ...mechanism,
    noise: { law: noise.law, scale: labels.scale },
    domain: { kind: 'box', low: 0, high: 1, dimension: 1 },
    labels: { kind: 'in-record' },
  };
}

/** The two data sets of the label game in words, for whoever runs the other implementation. */
export function describeLabelPair({ n, k, releases: T, design, labels, noise }: Mixup): string {
  const noised = labels.kind === 'noised' ? `, plus ${noise.law} noise of scale ${labels.scale}` : '';
  return [
    `Two data sets of ${n} records with the same features, whatever they are:`,
    '  absent   all records of one class',
    '  present  record 0 of another class, which no other record has',
    `Run the implementation N times on each, with fresh randomness every time: ${T} mixtures by design ${design},`,
    `each label the mean of ${k} one-hot labels${noised}.`,
    `Save the mixed labels of the other class as two NumPy arrays of float64 or float32, shape (N, ${T}).`,
  ].join('\n');
}
