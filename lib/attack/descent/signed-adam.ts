import type { PixelGrid } from '../attack.js';

/** What is minimised: the loss at these pixels, (rows, dimension) row-major, and its derivative by them. */
export type Objective = (features: Float32Array) => {
  readonly loss: number;
  readonly gradient: Float32Array;
};

export interface SignedDescent {
  /** (rows, dimension) row-major; where to begin */
  readonly start: Float32Array;
  /** of the same length: every pixel stays within reach of its place here, and within the range */
  readonly centre: Float32Array;
  /** how far a pixel may move, in units of the pixels */
  readonly reach: number;
  readonly pixels: PixelGrid;
  readonly steps: number;
  /** length of a first step, in units of the pixels */
  readonly rate: number;
  readonly objective: Objective;
  /** called before every step with what has been reached: a surrogate may be trained anew on it */
  before?(step: number, features: Float32Array): Promise<void>;
}

const ADAM = { first: 0.9, second: 0.999, floor: 1e-8 } as const;
const DECAYS = [3 / 8, 5 / 8, 7 / 8] as const;

/**
 * Adam on the signs of the gradient, projected after every step; the rate falls to a tenth after 3/8, 5/8 and 7/8 of
 * the steps.
 *
 * @source Geiping et al. 2021, "Witches' Brew: industrial scale data poisoning via gradient matching"
 */
export async function signedAdam(descent: SignedDescent): Promise<Float32Array> {
  const { start, centre, reach, pixels, steps, objective } = descent;
  const x = start.slice();
  project(x, centre, reach, pixels);
  const first = new Float64Array(x.length);
  const second = new Float64Array(x.length);
  for (let step = 1; step <= steps; step++) {
    await descent.before?.(step - 1, x);
    const { gradient } = objective(x);
    const rate = descent.rate * 0.1 ** DECAYS.filter((share) => step - 1 >= share * steps).length;
    const [mean, root] = [1 - ADAM.first ** step, Math.sqrt(1 - ADAM.second ** step)];
    for (let i = 0; i < x.length; i++) {
      const sign = Math.sign(gradient[i]);
      first[i] = ADAM.first * first[i] + (1 - ADAM.first) * sign;
      second[i] = ADAM.second * second[i] + (1 - ADAM.second) * sign * sign;
      x[i] -= ((rate / mean) * first[i]) / (Math.sqrt(second[i]) / root + ADAM.floor);
    }
    project(x, centre, reach, pixels);
  }
  return x;
}

/** In place: into the l_inf ball about the centre and into the range of pixels. */
function project(x: Float32Array, centre: Float32Array, reach: number, { low, high }: PixelGrid): void {
  for (let i = 0; i < x.length; i++)
    x[i] = Math.max(low, centre[i] - reach, Math.min(high, centre[i] + reach, x[i]));
}
