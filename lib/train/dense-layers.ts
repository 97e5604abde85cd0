import type { Draws } from '../random/index.js';
import { finiteScores } from './finite-scores.js';
import { indexOfLargest } from './index-of-largest.js';

/** One layer; its last row of weights is the bias, met by an input that is always 1. */
export interface Layer {
  /** inputs, the constant 1 included */
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs, outputs) row-major */
  readonly weights: Float64Array;
}

/**
 * Gradient of the cross-entropy of one record, layer by layer: that of a layer's weights is the outer product of
 * what entered it and the derivative by what left it, so its norm is the product of their norms.
 */
export interface RecordGradient {
  /** what entered each layer, the constant 1 last */
  readonly entered: readonly Float64Array[];
  /** derivatives by the sums that left each layer */
  readonly left: readonly Float64Array[];
}

/** Dense layers in float64 with ReLU between them, taken record by record as clipping demands. */
export class DenseLayers {
  readonly layers: readonly Layer[];
  /** overwritten by the next record */
  readonly #gradient: RecordGradient;

  /** @param widths  units from the input to the classes; softmax regression starts from 0, others at random */
  constructor(widths: readonly number[], draws: Draws) {
    this.layers = widths.slice(1).map((outputs, i) => {
      const inputs = widths[i] + 1;
      const weights = new Float64Array(inputs * outputs);
      if (widths.length > 2)
        fillUniform(weights.subarray(0, widths[i] * outputs), widths[i] + outputs, draws);
      return { inputs, outputs, weights };
    });
    this.#gradient = {
      entered: this.layers.map(({ inputs }) => new Float64Array(inputs).fill(1)),
      left: this.layers.map(({ outputs }) => new Float64Array(outputs)),
    };
  }

  /** @param record  features of one record @returns overwritten by the next call */
  gradientOf(record: Float32Array, label: number): RecordGradient {
    const { layers } = this;
    const gradient = this.#gradient;
    const last = this.scoresOf(record);
    toProbabilities(last);
    last[label] -= 1;
    for (let l = layers.length - 1; l > 0; l--) back(layers[l], gradient, l);
    return gradient;
  }

  /** The class with the largest score, the first of equals. @param record  features of one record @throws Error where training diverged */
  classOf(record: Float32Array): number {
    return indexOfLargest(finiteScores(this.scoresOf(record)));
  }

  /** What enters the last layer, without the constant 1. @returns overwritten by the next call */
  embeddingOf(record: Float32Array): Float64Array {
    this.scoresOf(record);
    return this.#gradient.entered[this.layers.length - 1].subarray(0, -1);
  }

  /** The scores of the classes. @param record  features of one record @returns overwritten by the next call */
  scoresOf(record: Float32Array): Float64Array {
    const { layers } = this;
    const gradient = this.#gradient;
    gradient.entered[0].set(record);
    layers.forEach((layer, l) => {
      multiply(layer, gradient.entered[l], gradient.left[l]);
      if (l + 1 < layers.length)
        for (let j = 0; j < layer.outputs; j++) gradient.entered[l + 1][j] = Math.max(0, gradient.left[l][j]);
    });
    return gradient.left[layers.length - 1];
  }
}

/** Glorot and Bengio 2010: uniform within sqrt(6 / (inputs + outputs)) */
function fillUniform(weights: Float64Array, units: number, draws: Draws): void {
  const reach = Math.sqrt(6 / units);
  for (let i = 0; i < weights.length; i++) weights[i] = reach * (2 * draws.unit() - 1);
}

function multiply({ inputs, outputs, weights }: Layer, entered: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < inputs; i++) {
    const x = entered[i];
    if (x === 0) continue;
    for (let j = 0, at = i * outputs; j < outputs; j++, at++) out[j] += x * weights[at];
  }
}

/** From the derivatives by what left layer l to those by what left the layer before it. */
function back({ outputs, weights }: Layer, { entered, left }: RecordGradient, l: number): void {
  const before = left[l - 1];
  for (let i = 0; i < before.length; i++) {
    let sum = 0;
    if (entered[l][i] > 0)
      for (let j = 0, at = i * outputs; j < outputs; j++, at++) sum += weights[at] * left[l][j];
    before[i] = sum;
  }
}

function toProbabilities(scores: Float64Array): void {
  const most = scores.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let j = 0; j < scores.length; j++) sum += scores[j] = Math.exp(scores[j] - most);
  for (let j = 0; j < scores.length; j++) scores[j] /= sum;
}
