import * as z from 'zod';
import type { Domain, ImageShape, Records } from '../../core/index.js';
import { clipDomain } from '../../data/check-domain.js';
import type { UnclippedData } from '../../data/load.js';
import { DomainError } from '../../numerics/index.js';
import { Draws, seededBits } from '../../random/index.js';
import { dataSchema } from '../plan-schema.js';
import type { AttackPlan } from './attack-plan.js';

/** What a run folder remembers of the data: enough to name cells and to say what certifies them. */
export interface DataShape {
  /** records trained on, and tested on */
  readonly train: number;
  readonly test: number;
  readonly dimension: number;
  readonly classes: readonly string[];
  readonly image?: ImageShape;
  /** with its dimension */
  readonly domain: Domain;
}

const count = z.int().min(1);

const shape = z.strictObject({
  train: count,
  test: count,
  dimension: count,
  classes: z.array(z.string()).min(2),
  image: z.strictObject({ height: count, width: count, channels: count }).exactOptional(),
  domain: dataSchema.shape.domain,
});

/** @throws SyntaxError where it is no JSON @throws z.ZodError where it is no such memo */
export function parseDataShape(text: string): DataShape {
  return shape.parse(JSON.parse(text));
}

/** The data as images where the plan says so. @throws DomainError where the shape does not fit the features */
export function asImages({ image }: AttackPlan, { train, test }: UnclippedData): UnclippedData {
  if (image === undefined) return { train, test };
  const pixels = image.height * image.width * image.channels;
  if (pixels !== train.dimension)
    throw new DomainError(
      'image',
      `of as many values as a record after the steps, ${train.dimension}`,
      `${image.height} x ${image.width} x ${image.channels} = ${pixels}`,
    );
  return { train: { ...train, image }, test: { ...test, image } };
}

export function dataShape({ data }: AttackPlan, { train, test }: UnclippedData): DataShape {
  const { dimension, classes, image } = train;
  return {
    train: train.count,
    test: test.count,
    dimension,
    classes,
    ...(image === undefined ? {} : { image }),
    domain: clipDomain(data.domain, dimension),
  };
}

/** How many of the training records are public where victims train on a frozen extractor. */
function publicCount({ transfer }: AttackPlan, train: number): number {
  return Math.round(transfer.publicShare * train);
}

/** Records that victims of transfer learning train on. @throws DomainError where the public part leaves none */
export function restCount(plan: AttackPlan, train: number): number {
  const set = publicCount(plan, train);
  if (!(set >= 1 && set < train))
    throw new DomainError(
      'transfer.publicShare',
      `such that a part of ${train} records is left on each side`,
      plan.transfer.publicShare,
    );
  return train - set;
}

/**
 * The public part and the rest, by position and seed alone: what a record says moves it nowhere, so that poisons
 * take the place of records of the rest and the extractor is the same with and without them.
 */
export function publicPart(
  plan: AttackPlan,
  train: Records,
): { readonly open: Records; readonly rest: Records } {
  const rest = restCount(plan, train.count);
  const order = new Draws(seededBits(plan.seed, 'public', train.count)).order(train.count);
  return { open: take(train, order.slice(rest)), rest: take(train, order.slice(0, rest)) };
}

/** These records in their first order, in new memory. */
function take(records: Records, positions: Uint32Array): Records {
  const { dimension, features, labels } = records;
  positions.sort();
  const taken = new Float32Array(positions.length * dimension);
  positions.forEach((from, to) => {
    taken.set(features.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  });
  return {
    ...records,
    count: positions.length,
    features: taken,
    labels: Uint16Array.from(positions, (from) => labels[from] as number),
  };
}
