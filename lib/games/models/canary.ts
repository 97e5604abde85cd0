import type { DomainRecords, Records } from '../../core/index.js';
import { intoDomain } from '../../data/index.js';
import { DomainError, integer } from '../../numerics/index.js';
import { Draws, seededBits } from '../../random/index.js';
import type { TrainingData } from '../../train/index.js';
import type { CanarySpec } from './canary-spec.js';
import { classesByDistance } from './class-means.js';
import { withPatch } from './patch.js';

/** The two data sets of a game on trained models, and the question that an adversary asks the models. */
export interface CanaryPair {
  readonly absent: DomainRecords;
  readonly present: DomainRecords;
  /** positions of the training records in which the two differ */
  readonly changed: readonly number[];
  /** the canary, or the record that the poisons aim at, with the label that its presence speaks for */
  readonly probe: { readonly features: Float32Array; readonly label: number };
  /** what differs, for a person; names positions and classes, never features */
  readonly text: string;
}

/**
 * Both worlds of a canary. All records of both lie in the domain; those that were made are clipped into it as
 * lib/data clips. A function of the arguments alone, fixed before any model is trained.
 *
 * Labels that are left out: the least likely class, by distance from the mean of the class, for a canary that
 * should be remembered; the likeliest wrong one for poisons that should succeed.
 *
 * @throws DomainError for a position or a class that is not there, a label that is the record's own, a patch on
 *   records that are no images, fewer than two classes
 * @proof proofs/trained-games.md
 */
export function canaryPair(spec: CanarySpec, data: TrainingData, seed: string): CanaryPair {
  const { train } = data;
  const draws = new Draws(seededBits(seed, 'audit', 'canary'));
  if (spec.kind === 'poison') return poisoned(spec, data, draws);
  const position = chosen('record', spec.record, train.count, draws);
  const own = featuresOf(train, position);
  const from = `training record ${position}, from 0, of class '${train.classes[train.labels[position]]}'`;
  if (spec.kind === 'unique-class') {
    const name = unusedName(train.classes);
    const absent = { ...train, classes: [...train.classes, name] };
    const probe = { features: own, label: train.classes.length };
    return pairOf(absent, [position], probe, `${from}, is of class '${name}', which no other record has`);
  }
  const truth = train.labels[position];
  const farthest = (): number => classesByDistance(train, own, truth).at(-1) as number;
  const label = spec.label === undefined ? farthest() : classNamed(train, spec.label, truth);
  const named = train.classes[label];
  return spec.kind === 'mislabelled'
    ? pairOf(train, [position], { features: own, label }, `${from}, is labelled '${named}'`)
    : pairOf(
        train,
        [position],
        { features: clipped(withPatch(own, train), train), label },
        `${from}, has a bright square in its last corner and is labelled '${named}'`,
      );
}

function poisoned(
  spec: Extract<CanarySpec, { kind: 'poison' }>,
  { train, test }: TrainingData,
  draws: Draws,
): CanaryPair {
  integer(1, train.count, { poisons: spec.poisons });
  if (test.dimension !== train.dimension)
    throw new DomainError('test records', `of ${train.dimension} features`, test.dimension);
  const target = chosen('target', spec.target, test.count, draws);
  const features = clipped(featuresOf(test, target), train);
  const truth = test.labels[target];
  const label =
    spec.label === undefined
      ? classesByDistance(train, features, truth)[0]
      : classNamed(train, spec.label, truth);
  const order = Int32Array.from({ length: train.count }, (_, i) => i);
  draws.shuffle(order, spec.poisons);
  const changed = [...order.subarray(0, spec.poisons)].sort((a, b) => a - b);
  const text =
    `${spec.poisons} training records are copies of test record ${target}, from 0, ` +
    `of class '${train.classes[truth]}', labelled '${train.classes[label]}'`;
  return pairOf(train, changed, { features, label }, text);
}

/** The world without and the one in which every changed record is the probe. */
function pairOf(
  absent: DomainRecords,
  changed: readonly number[],
  probe: CanaryPair['probe'],
  text: string,
): CanaryPair {
  const { dimension } = absent;
  const labels = absent.labels.slice();
  for (const position of changed) labels[position] = probe.label;
  // a canary that changes a label alone needs no second copy of the features
  const kept = changed.every((position) => sameNumbers(featuresOf(absent, position), probe.features));
  const features = kept ? absent.features : absent.features.slice();
  if (!kept) for (const position of changed) features.set(probe.features, position * dimension);
  return { absent, present: { ...absent, labels, features }, changed, probe, text };
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  return a.every((x, i) => Object.is(x, b[i]));
}

function featuresOf({ dimension, features }: Records, position: number): Float32Array {
  return features.slice(position * dimension, (position + 1) * dimension);
}

/** One record, in the domain of the others. */
function clipped(features: Float32Array, { dimension, classes, domain }: DomainRecords): Float32Array {
  const alone: Records = { count: 1, dimension, features, labels: new Uint16Array(1), classes };
  return intoDomain(alone, domain, 'canary').features;
}

function chosen(name: string, given: number | undefined, count: number, draws: Draws): number {
  if (given === undefined) return draws.below(count);
  integer(0, count - 1, { [name]: given });
  return given;
}

function classNamed({ classes }: Records, name: string, own: number): number {
  const index = classes.indexOf(name);
  if (index === -1 || index === own)
    throw new DomainError('label', `a class other than the record's own: ${others(classes, own)}`, name);
  return index;
}

function others(classes: readonly string[], own: number): string {
  return classes.filter((_, index) => index !== own).join(', ');
}

function unusedName(classes: readonly string[]): string {
  let name = 'canary';
  while (classes.includes(name)) name += "'";
  return name;
}
