import type { Queries } from '../../attack/index.js';
import type { DomainRecords, Measure, SeedMeasure } from '../../core/index.js';
import { type Defended, reachableAccuracy, reachableSuccess } from '../../defend/index.js';
import { DomainError } from '../../numerics/index.js';

/** What a model is asked: all of it in the domain, as what it was trained on. */
export interface Questions {
  readonly test: DomainRecords;
  readonly queries: Queries;
  /** queries.features, clipped */
  readonly clippedQueries: Float32Array;
}

/** Share of the test records that the model labels rightly. */
export async function accuracyOf(model: Defended, test: DomainRecords): Promise<number> {
  const predicted = await predictedBy(model, test.features, test.count);
  return share(predicted, (label, i) => label === test.labels[i]);
}

/** @param accuracy  see accuracyOf */
export async function measureModel(
  model: Defended,
  accuracy: number,
  { queries: { count, truth, aim }, clippedQueries }: Questions,
): Promise<Measure> {
  const predicted = await predictedBy(model, clippedQueries, count);
  return {
    accuracy,
    success: share(predicted, (label, i) =>
      aim.kind === 'class' ? label === aim.intended[i] : label !== truth[i],
    ),
    robust: share(predicted, (label, i) => label === truth[i]),
  };
}

/**
 * What `changed` votes of every query could turn this ensemble, trained without poison, into: what its certificate
 * allows.
 * @throws DomainError where it has no votes: a certificate of votes was claimed of it
 */
export async function reachableBy(
  model: Defended,
  changed: number,
  { test, queries, clippedQueries }: Questions,
): Promise<NonNullable<SeedMeasure['reachable']>> {
  if (model.votes === undefined)
    throw new DomainError('a defence whose guarantee is of votes', 'one that tells them', 'none');
  const { count, truth, aim } = queries;
  const asked = aim.kind === 'class' ? { truth, intended: aim.intended } : { truth };
  return {
    success: reachableSuccess(await model.votes(clippedQueries, count), asked, changed),
    accuracy: reachableAccuracy(await model.votes(test.features, test.count), test.labels, changed),
  };
}

/** @throws DomainError where a defence of the user's own answers too little: a share would be of other queries */
async function predictedBy(model: Defended, features: Float32Array, count: number): Promise<Uint16Array> {
  const predicted = await model.predict(features, count);
  if (predicted.length !== count)
    throw new DomainError('predictions', `${count}, one for each record asked about`, predicted.length);
  return predicted;
}

function share(labels: Uint16Array, is: (label: number, i: number) => boolean): number {
  let count = 0;
  labels.forEach((label, i) => {
    if (is(label, i)) count += 1;
  });
  return count / labels.length;
}
