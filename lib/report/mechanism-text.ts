import type { Domain, Guarantee, Labels, Mechanism, Mixup, Noise } from '../core/mechanism.js';

/** A mechanism as `name, sentence` pairs, every field of it included. */
export function describeMechanism(mechanism: Mechanism): readonly (readonly [string, string])[] {
  switch (mechanism.kind) {
    case 'mixup':
      return [
        [
          'mechanism',
          `k-way mixup of k = ${mechanism.k} out of n = ${mechanism.n} records; ${design(mechanism)}`,
        ],
        ['releases', `T = ${mechanism.releases} noisy mixtures in all`],
        ['noise', noise(mechanism.noise)],
        ['domain', domain(mechanism.domain)],
        ['labels', labels(mechanism.labels)],
        ['adjacency', adjacency(mechanism.adjacency)],
      ];
    case 'additive':
      return [
        ['mechanism', `noise on a statistic of sensitivity ${mechanism.sensitivity}`],
        ['releases', `T = ${mechanism.releases}`],
        ['noise', noise(mechanism.noise)],
        ['adjacency', adjacency(mechanism.adjacency)],
      ];
    case 'dp-sgd':
      return [
        [
          'mechanism',
          `DP-SGD: Poisson-sampled batches at rate ${mechanism.rate}, noise multiplier ` +
            `${mechanism.noiseMultiplier}, gradients clipped per example`,
        ],
        ['steps', `T = ${mechanism.steps}`],
        ['adjacency', adjacency(mechanism.adjacency)],
      ];
    case 'guarantee':
      return [
        ['guarantee', `${guarantee(mechanism.form)}; proved elsewhere and taken on trust`],
        ['adjacency', adjacency(mechanism.adjacency)],
      ];
  }
}

/** `k=4 subsets` and the like: a mechanism in a table's first column. */
export function mechanismName(mechanism: Mechanism): string {
  switch (mechanism.kind) {
    case 'mixup':
      return `${mechanism.design} k=${mechanism.k} T=${mechanism.releases}`;
    case 'additive':
      return `one-shot T=${mechanism.releases}`;
    case 'dp-sgd':
      return `dp-sgd T=${mechanism.steps}`;
    case 'guarantee':
      return mechanism.form.kind;
  }
}

function design(mechanism: Mixup): string {
  switch (mechanism.design) {
    case 'subsets':
      return 'design subsets: each mixture the mean of an independent uniform k-subset';
    case 'poisson':
      return 'design poisson: each mixture draws every record with probability k/n and divides by k';
    case 'partition':
      return 'design partition: each epoch a random order cut into groups of k';
    case 'balanced':
      return 'design balanced: each epoch k random permutations, no record meeting itself';
  }
}

function noise(n: Noise): string {
  return n.law === 'gaussian'
    ? `gaussian of standard deviation ${n.scale} on every coordinate`
    : `laplace of scale b = ${n.scale} on every coordinate`;
}

function domain(d: Domain): string {
  const coordinates =
    d.dimension === undefined ? '' : d.dimension === 1 ? ', 1 coordinate' : `, ${d.dimension} coordinates`;
  switch (d.kind) {
    case 'l2-ball':
      return `every record within L2 distance ${d.radius} of a public centre${coordinates}`;
    case 'l1-ball':
      return `every record within L1 distance ${d.radius} of a public centre${coordinates}`;
    case 'box':
      return `every coordinate of a record in [${d.low}, ${d.high}]${coordinates}`;
    case 'l2-diameter':
      return `any two records at L2 distance at most ${d.diameter}${coordinates}`;
    case 'l1-diameter':
      return `any two records at L1 distance at most ${d.diameter}${coordinates}`;
  }
}

function labels(l: Labels): string {
  switch (l.kind) {
    case 'in-record':
      return 'in-record: the domain covers features and labels together';
    case 'noised':
      return `noised: one-hot, mixed like the features, with noise of scale ${l.scale} of their own`;
    case 'exposed':
      return 'exposed: mixed labels released without noise, so attacks on labels have no bound';
  }
}

function adjacency(a: Mechanism['adjacency']): string {
  return a === 'replace'
    ? 'replace: r poisons are r records replaced'
    : 'add-remove: r poisons are r records added or removed';
}

function guarantee(form: Guarantee['form']): string {
  switch (form.kind) {
    case 'gdp':
      return `mu-Gaussian DP with mu = ${form.mu}`;
    case 'epsilon-delta':
      return `(epsilon, delta)-DP with epsilon = ${form.epsilon}, delta = ${form.delta}`;
    case 'renyi':
      return `Renyi divergences at ${form.orders.length} orders`;
    case 'profile':
      return `a privacy profile at ${form.epsilons.length} values of epsilon`;
  }
}
