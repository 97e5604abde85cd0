import * as tf from '@tensorflow/tfjs-core';
import type { GradientSpec } from '../learner.js';
import type { Parameter } from './network.js';

/** Moves the parameters against their gradients. */
export interface Optimizer {
  /** one gradient for each parameter, in their order; call it inside tf.tidy */
  step(gradients: readonly tf.Tensor[]): void;
  dispose(): void;
}

const MOMENTUM = 0.9;

/**
 * TensorFlow.js's own SGD, SGD with momentum 0.9 or Adam, then decoupled weight decay.
 *
 * @source decay: Loshchilov, Hutter 2019, "Decoupled weight decay regularization"
 */
export function optimizerOf(
  { optimizer, rate, decay }: GradientSpec,
  parameters: readonly Parameter[],
): Optimizer {
  const inner = engineOptimizer(optimizer, rate);
  const kept = 1 - rate * decay;
  return {
    step(gradients) {
      inner.applyGradients(parameters.map(({ variable: { name } }, i) => ({ name, tensor: gradients[i] })));
      if (decay > 0)
        for (const { variable, decays } of parameters) if (decays) variable.assign(tf.mul(variable, kept));
    },
    dispose: () => inner.dispose(),
  };
}

function engineOptimizer(optimizer: GradientSpec['optimizer'], rate: number): tf.Optimizer {
  switch (optimizer) {
    case 'sgd':
      return tf.train.sgd(rate);
    case 'momentum':
      return tf.train.momentum(rate, MOMENTUM);
    case 'adam':
      return tf.train.adam(rate);
  }
}
