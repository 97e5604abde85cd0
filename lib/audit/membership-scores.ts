import { DomainError, integer } from '../numerics/index.js';
import type { Worlds } from './worlds.js';

/** Rows of logits of trained models, or of one model: (n, classes) row-major, all finite. */
export type Logits = Float64Array | Float32Array;

/** Calls `score` for each row with the largest logit of the other classes, and ln of the sum of their exponentials. */
function eachRow(
  logits: Logits,
  classes: number,
  labels: ArrayLike<number>,
  score: (own: number, best: number, others: number) => number,
): Float64Array {
  integer(2, Number.MAX_SAFE_INTEGER, { classes });
  if (logits.length !== labels.length * classes)
    throw new DomainError('logits', `${labels.length} rows of ${classes}`, `${logits.length} numbers`);
  return Float64Array.from({ length: labels.length }, (_, i) => {
    integer(0, classes - 1, { [`labels[${i}]`]: labels[i] });
    const row = logits.subarray(i * classes, (i + 1) * classes);
    let best = -Infinity;
    for (let c = 0; c < classes; c++) {
      if (!Number.isFinite(row[c])) throw new DomainError(`logits of row ${i}`, 'finite', row[c]);
      if (c !== labels[i]) best = Math.max(best, row[c]);
    }
    let sum = 0;
    for (let c = 0; c < classes; c++) if (c !== labels[i]) sum += Math.exp(row[c] - best);
    return score(row[labels[i]], best, best + Math.log(sum));
  });
}

/**
 * Minus the cross-entropy loss of the label: ln softmax(logits)_label. Members have smaller losses.
 *
 * @param logits  (n, classes) row-major, finite
 * @param labels  length n, in [0, classes)
 * @returns  length n, <= 0
 * @throws   DomainError
 */
export function lossScores(logits: Logits, classes: number, labels: ArrayLike<number>): Float64Array {
  return eachRow(logits, classes, labels, (own, _best, others) => {
    const gap = others - own; // ln((1 - p) / p)
    return -(Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap))));
  });
}

/** The label's logit less the largest of the others; otherwise as lossScores. */
export function marginScores(logits: Logits, classes: number, labels: ArrayLike<number>): Float64Array {
  return eachRow(logits, classes, labels, (own, best) => own - best);
}

/**
 * ln(p / (1 - p)) of the label's softmax probability p, without cancellation for p near 1: roughly normal over
 * training runs. Otherwise as lossScores.
 *
 * @source Carlini et al. 2022, Membership inference attacks from first principles, arXiv:2112.03570
 */
export function scaledConfidence(logits: Logits, classes: number, labels: ArrayLike<number>): Float64Array {
  return eachRow(logits, classes, labels, (own, _best, others) => own - others);
}

const LARGEST = 1e6; // |value| beyond says no more
const LEAST_SPREAD = 1e-6; // relative to 1 + |mean|: a model that never varies leaves no law to fit

interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

const clamp = (x: number) => Math.max(-LARGEST, Math.min(LARGEST, x));

/** Mean and standard deviation (n - 1) of at least two values. */
function fitNormal(values: Float64Array, name: string): Normal {
  if (!(values.length >= 2)) throw new DomainError(`values ${name}`, '2 or more', values.length);
  const wrong = values.findIndex(Number.isNaN);
  if (wrong !== -1) throw new DomainError(`value ${wrong} ${name}`, 'a number', values[wrong]);
  const mean = values.reduce((sum, x) => sum + clamp(x), 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (clamp(x) - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return { mean, deviation: Math.max(deviation, LEAST_SPREAD * (1 + Math.abs(mean))) };
}

function standardised(values: Float64Array, { mean, deviation }: Normal): Float64Array {
  const wrong = values.findIndex(Number.isNaN);
  if (wrong !== -1) throw new DomainError(`value ${wrong}`, 'a number', values[wrong]);
  return values.map((x) => (clamp(x) - mean) / deviation);
}

/**
 * The likelihood-ratio attack, online: ln of the density of each value under a normal law fitted to shadow models with
 * the canary, less that under one fitted to shadow models without.
 *
 * @param shadow  scaledConfidence of the canary under shadow models of both worlds, 2 or more each; none of the values
 * @param values  the same of the models to attack; |values| beyond 1e6 count as 1e6
 * @returns  length of values; finite
 * @throws   DomainError for a NaN or too few shadow models
 * @source   Carlini et al. 2022, arXiv:2112.03570
 */
export function liraScores(shadow: Worlds, values: Float64Array): Float64Array {
  const absent = fitNormal(shadow.absent, 'without the canary');
  const present = fitNormal(shadow.present, 'with the canary');
  const without = standardised(values, absent);
  const offset = Math.log(absent.deviation / present.deviation);
  return standardised(values, present).map((z, i) => offset + (without[i] ** 2 - z ** 2) / 2);
}

/**
 * The likelihood-ratio attack, offline, where no shadow model has seen the canary: how many standard deviations a
 * value lies above the shadow models' mean.
 *
 * @param absent  scaledConfidence under shadow models without the canary, 2 or more
 * @throws  DomainError
 * @source  Carlini et al. 2022, arXiv:2112.03570
 */
export function liraScoresOffline(absent: Float64Array, values: Float64Array): Float64Array {
  return standardised(values, fitNormal(absent, 'without the canary'));
}
