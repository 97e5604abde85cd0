import type { Draws } from '../../random/index.js';
import { type Objective, type SignedDescent, signedAdam } from './signed-adam.js';

export interface Restarts extends Omit<SignedDescent, 'start'> {
  readonly restarts: number;
  /** where each start is drawn from */
  readonly draws: Draws;
  /** what the ends are compared by: called once for each */
  score(features: Float32Array): number;
}

/** The end of one restart, with the loss that it was chosen by. */
export interface Lowest {
  readonly features: Float32Array;
  readonly loss: number;
  /** of the worst restart */
  readonly highest: number;
}

/** Descends from so many uniform starts within reach of the centre, and keeps the end with the lowest loss. */
export async function lowestOf({ restarts, draws, score, ...descent }: Restarts): Promise<Lowest> {
  const { centre, reach } = descent;
  let lowest: Lowest | undefined;
  for (let restart = 0; restart < restarts; restart += 1) {
    const start = centre.map((pixel) => pixel + reach * (2 * draws.unit() - 1));
    const features = await signedAdam({ ...descent, start });
    const loss = score(features);
    const highest = Math.max(loss, lowest?.highest ?? loss);
    lowest =
      lowest !== undefined && lowest.loss <= loss ? { ...lowest, highest } : { features, loss, highest };
  }
  if (lowest === undefined) throw new RangeError('no restart');
  return lowest;
}

/** The mean loss over so many evaluations: what arrangements drawn at random are compared by. */
export function meanLoss(objective: Objective, features: Float32Array, evaluations: number): number {
  let sum = 0;
  for (let i = 0; i < evaluations; i += 1) sum += objective(features).loss;
  return sum / evaluations;
}
