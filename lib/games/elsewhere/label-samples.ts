import { type Mixup, UnsupportedError } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import { addExactLabels, type LabelOutcome } from '../release/label-game.js';
import { checkSampleWorlds, type ForeignWorlds, type Samples } from './samples.js';

/**
 * Scores of the label game from the mixed labels that another implementation released: (N, T), the label of a class
 * that only the canary has, or (N, T, classes), of which the last is that class.
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
  const scored = ({ shape: [trials = 0, , classes = 1], values }: Samples): Float64Array => {
    const scores = new Float64Array(trials);
    addExactLabels(values, classes, k, releases, scores);
    return scores;
  };
  if (absent.shape[2] !== present.shape[2])
    throw new DomainError('classes', 'as many in both worlds', `${absent.shape[2]} and ${present.shape[2]}`);
  return { scores: { absent: scored(absent), present: scored(present) } };
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
