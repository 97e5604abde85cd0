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
const ADAM = { first: 0.9, second: 0.999, floor: 1e-7 } as const;

/**
 * SGD, SGD with momentum 0.9, or Adam (0.9, 0.999, 1e-7); the steps are those of TensorFlow.js's optimizers, of
 * which the one with momentum leaks a tensor. Weights that decay are multiplied by 1 - rate * decay besides.
 *
 * @source Adam: Kingma, Ba 2015, "Adam: a method for stochastic optimization"; decay: Loshchilov, Hutter 2019,
 *         "Decoupled weight decay regularization"
 */
export function optimizerOf(spec: GradientSpec, parameters: readonly Parameter[]): Optimizer {
  const kept = 1 - spec.rate * spec.decay;
  const rules = parameters.map(({ variable }) => ruleOf(spec, variable));
  return {
    step(gradients) {
      for (const [i, { variable, decays }] of parameters.entries()) {
        const start = decays && kept < 1 ? tf.mul(variable, kept) : variable;
        variable.assign(tf.sub(start, rules[i].update(gradients[i])));
      }
    },
    dispose() {
      for (const { state } of rules) tf.dispose([...state]);
    },
  };
}

/** How one parameter moves. */
interface Rule {
  /** what is subtracted from the parameter */
  update(gradient: tf.Tensor): tf.Tensor;
  /** what it remembers between steps */
  readonly state: readonly tf.Variable[];
}

function ruleOf({ optimizer, rate }: GradientSpec, parameter: tf.Variable): Rule {
  switch (optimizer) {
    case 'sgd':
      return { update: (gradient) => tf.mul(gradient, rate), state: [] };
    case 'momentum':
      return momentum(rate, parameter);
    case 'adam':
      return adam(rate, parameter);
  }
}

function momentum(rate: number, parameter: tf.Variable): Rule {
  const velocity = zerosLike(parameter);
  return {
    update(gradient) {
      velocity.assign(tf.add(tf.mul(velocity, MOMENTUM), gradient));
      return tf.mul(velocity, rate);
    },
    state: [velocity],
  };
}

/** The moments are kept undivided by 1 - first and 1 - second, and all constants meet in two numbers a step. */
function adam(rate: number, parameter: tf.Variable): Rule {
  const first = zerosLike(parameter);
  const second = zerosLike(parameter);
  let step = 0;
  return {
    update(gradient) {
      step += 1;
      const mean = (1 - ADAM.first) / (1 - ADAM.first ** step);
      const root = Math.sqrt((1 - ADAM.second) / (1 - ADAM.second ** step));
      first.assign(tf.add(tf.mul(first, ADAM.first), gradient));
      second.assign(tf.add(tf.mul(second, ADAM.second), tf.square(gradient)));
      return tf.div(tf.mul(first, (rate * mean) / root), tf.add(tf.sqrt(second), ADAM.floor / root));
    },
    state: [first, second],
  };
}

const zerosLike = (parameter: tf.Variable): tf.Variable =>
  tf.tidy(() => tf.variable(tf.zerosLike(parameter), false));
