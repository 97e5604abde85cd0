import * as tf from '@tensorflow/tfjs-core';
import type { Network } from './network.js';

/** Must have come to its end before any gradient is taken by the tape. */
export async function loadTape(): Promise<void> {
  // tfjs-core leaves its gradients unregistered; tfjs-layers registers them, and nothing else of it is used.
  await import('@tensorflow/tfjs-layers');
}

/** Mean over the rows of logsumexp(z) - t . z, which is cross-entropy where targets sum to 1. */
function meanCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(targets, logits), 1)));
}

/** The gradients by TensorFlow.js's tape. */
export function tapeGradients(
  { parameters, logits }: Pick<Network, 'parameters' | 'logits'>,
  x: tf.Tensor2D,
  targets: tf.Tensor2D,
): tf.Tensor[] {
  const variables = parameters.map(({ variable }) => variable);
  const { grads } = tf.variableGrads(() => meanCrossEntropy(logits(x), targets), variables);
  return variables.map(({ name }) => grads[name]);
}
