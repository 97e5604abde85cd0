import type { PixelGrid } from '../attack.js';
import { type Objective, signedAdam } from './signed-adam.js';

/** Settings of a descent in shares of the pixels' range. */
export interface DescentSettings {
  /** l_inf distance to the records replaced */
  readonly epsilon: number;
  readonly steps: number;
  /** length of a first step */
  readonly rate: number;
}

/** Poisons that descend from the records they replace and stay within epsilon of them. @param bases (r, dimension) */
export function withinBudget(
  bases: Float32Array,
  { epsilon, steps, rate }: DescentSettings,
  pixels: PixelGrid,
  objective: Objective,
): Promise<Float32Array> {
  const range = pixels.high - pixels.low;
  return signedAdam({
    start: bases,
    centre: bases,
    reach: epsilon * range,
    pixels,
    steps,
    rate: rate * range,
    objective,
  });
}
