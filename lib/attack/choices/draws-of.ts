import { Draws, seededBits } from '../../random/index.js';
import type { Scene } from '../attack.js';

/** The random choices of an attack on a scene: a stream of its own for each use. */
export const drawsOf = ({ seed }: Pick<Scene, 'seed'>, ...use: readonly string[]): Draws =>
  new Draws(seededBits(seed, ...use));
