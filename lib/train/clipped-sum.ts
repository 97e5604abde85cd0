import { DomainError } from '../numerics/index.js';
import type { Draws } from '../random/index.js';
import { RoundedNoise } from '../release/index.js';
import type { Layer, RecordGradient } from './dense-layers.js';

/** Steps of noise at least: rounding to the grid must not be felt. */
const STEPS_OF_NOISE = 2 ** 10;
const MOST_STEPS_OF_NOISE = 2 ** 16;
/** A coordinate of a clipped gradient of p coordinates has about clip / sqrt(p): so many steps. */
const STEPS_OF_COORDINATE = 16;
/** What enters a layer is ignored from here on: its square must not drown an underflow in the other factor. */
const LARGEST_SQUARE = 2 ** 600;
const LARGEST_CLIP = 2 ** 100;
/** Room for the rounding of the norm and of the products: relative errors below 2^-30. */
const ROOM = 1 - 2 ** -20;

/**
 * The noisy sum of clipped gradients, in whole steps of a grid on which `clip` is K steps, K a power of two:
 *
 *   sum over the batch of  trunc(K g / max(clip, |g|))  +  round(noiseMultiplier K Z),   Z standard normal
 *
 * Truncation goes towards 0 and K is taken a hair short, so each record adds whole numbers of L2 norm at most K,
 * floating-point errors included. The noise is that of the release: its law is exact, and rounding it is
 * post-processing of the sum with continuous noise, because what it is added to is whole. So what leaves is a run
 * of the accounted mechanism (clip 1, noise noiseMultiplier), not of one near it.
 *
 * A gradient that is not finite, or of inputs above 2^300, adds nothing: 0 is within K too.
 *
 * @proof proofs/dp-sgd-run.md
 */
export class ClippedSum {
  /** length of a step */
  readonly step: number;
  /** whole numbers, one array a layer, shaped like its weights */
  readonly sums: readonly Float64Array[];
  readonly #clip: number;
  readonly #clipSteps: number;
  readonly #noise: RoundedNoise;
  readonly #drawn: readonly Int32Array[];

  constructor(layers: readonly Layer[], clip: number, noiseMultiplier: number) {
    if (!(clip >= 1 / LARGEST_CLIP && clip <= LARGEST_CLIP))
      throw new DomainError('clip', 'in [2^-100, 2^100]', clip);
    this.#clip = clip;
    this.sums = layers.map(({ weights }) => new Float64Array(weights.length));
    this.#drawn = layers.map(({ weights }) => new Int32Array(weights.length));
    const parameters = layers.reduce((sum, { weights }) => sum + weights.length, 0);
    this.#clipSteps = stepsOfClip(noiseMultiplier, parameters);
    this.step = clip / this.#clipSteps;
    // exact: a power of two times the multiplier
    this.#noise = new RoundedNoise('gaussian', noiseMultiplier * this.#clipSteps);
  }

  /** Begins the sum of another batch. */
  clear(): void {
    for (const sum of this.sums) sum.fill(0);
  }

  add({ entered, left }: RecordGradient): void {
    let square = 0;
    for (let l = 0; l < left.length; l++) {
      const entering = squareOf(entered[l]);
      if (!(entering < LARGEST_SQUARE)) return;
      square += entering * squareOf(left[l]);
    }
    if (!(square < Infinity)) return;
    const scale = (this.#clipSteps * ROOM) / Math.max(this.#clip, Math.sqrt(square));
    for (let l = 0; l < left.length; l++) addOuter(this.sums[l], entered[l], left[l], scale);
  }

  /** Adds the noise; the sums may then be looked at. */
  addNoise(draws: Draws): void {
    this.sums.forEach((sum, l) => {
      const noise = this.#drawn[l];
      this.#noise.fill(noise, draws);
      for (let i = 0; i < sum.length; i++) sum[i] += noise[i];
    });
  }
}

/** K: fine enough for the noise and for a coordinate, as coarse as the tables of the noise ask. */
function stepsOfClip(noiseMultiplier: number, parameters: number): number {
  const fine = Math.max(STEPS_OF_NOISE / noiseMultiplier, STEPS_OF_COORDINATE * Math.sqrt(parameters));
  const power = 2 ** Math.ceil(Math.log2(fine));
  const most = 2 ** Math.floor(Math.log2(MOST_STEPS_OF_NOISE / noiseMultiplier));
  if (!(most >= 1))
    throw new DomainError('noiseMultiplier', `at most ${MOST_STEPS_OF_NOISE}`, noiseMultiplier);
  return Math.min(power, most);
}

function squareOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function addOuter(sum: Float64Array, entered: Float64Array, left: Float64Array, scale: number): void {
  const outputs = left.length;
  for (let i = 0; i < entered.length; i++) {
    const x = entered[i] * scale;
    if (x === 0) continue;
    for (let j = 0, at = i * outputs; j < outputs; j++, at++) sum[at] += Math.trunc(x * left[j]);
  }
}
