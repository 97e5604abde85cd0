import type * as tf from '@tensorflow/tfjs-core';
import { DomainError } from '../../numerics/index.js';
import type { Extractor, Surrogate } from '../../train/index.js';
import type { Scene } from '../attack.js';

/** From (rows, dimension) on the records' own scale to (rows, width); differentiable by the tape. */
export type FeatureMap = (x: tf.Tensor2D) => tf.Tensor2D;

/** The maps in which an attack moves poisons to its target, and what gives them back. */
export interface FeatureMaps {
  readonly maps: readonly FeatureMap[];
  dispose(): void;
}

/**
 * Where the victim transfers: his own frozen extractor, which is public. Else the bodies of networks of the
 * attacker's own, trained on the clean records.
 *
 * @param networks  how many of the attacker's own
 * @throws DomainError  where the victim is to transfer and has no extractor
 */
export async function featureMaps(
  scene: Scene,
  { kind, transfer, networks }: { kind: string; transfer: boolean; networks: number },
): Promise<FeatureMaps> {
  if (transfer) return { maps: [embedding(extractorOf(scene, kind))], dispose: () => undefined };
  const surrogates: Surrogate[] = [];
  const dispose = (): void => {
    for (const surrogate of surrogates) surrogate.dispose();
  };
  try {
    for (let i = 0; i < networks; i++) surrogates.push(await scene.surrogate(scene.train, `${kind} ${i}`));
  } catch (error) {
    dispose();
    throw error;
  }
  return { maps: surrogates.map(embedding), dispose };
}

const embedding =
  (of: Pick<Extractor, 'embed'>): FeatureMap =>
  (x) =>
    of.embed(x);

function extractorOf({ extractor }: Scene, kind: string): Extractor {
  if (extractor === undefined)
    throw new DomainError(
      kind,
      'set against a victim that transfers, or with transfer: false',
      'no extractor',
    );
  return extractor;
}
