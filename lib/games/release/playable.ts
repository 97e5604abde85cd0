import { type Domain, epochsOf, type Mixup, UnsupportedError } from '../../core/index.js';
import { integer } from '../../numerics/index.js';

/** A mechanism that our sampler can release, and what was taken for what. */
export interface Playable {
  readonly mechanism: Mixup;
  /** coordinates of a record */
  readonly dimension: number;
  /** one sentence each */
  readonly assumptions: readonly string[];
}

/** Numbers of one data set that is laid out whole: 1 GB of them. */
const MOST_NUMBERS = 2 ** 28;

/** Requires data sets that fit into memory. @throws DomainError */
export function checkSize(n: number, dimension: number): void {
  integer(1, MOST_NUMBERS, { 'n times the dimension of what is played': n * dimension });
}

/**
 * The mechanism as it is played: a bare diameter as a ball of that diameter, labels that are part of the record as
 * further features (all records get one and the same class), an unstated dimension as 1. None of it makes the pairs
 * that are played leak more than what the mechanism's bound allows: each is a set of records of the same diameter.
 *
 * @throws UnsupportedError for adjacency 'add-remove': the number of records is public here
 * @throws DomainError      unless the releases are whole epochs
 */
export function playable(mechanism: Mixup): Playable {
  if (mechanism.adjacency !== 'replace')
    throw new UnsupportedError(
      'adjacency add-remove: our sampler publishes the number of records, so its two worlds would not be comparable; ' +
        "audit it under 'replace'",
    );
  epochsOf(mechanism);
  const assumptions: string[] = [];
  const domain = releasable(mechanism.domain, assumptions);
  let labels = mechanism.labels;
  if (labels.kind === 'in-record') {
    labels = { kind: 'exposed' };
    assumptions.push(
      'labels in-record: all records get the same class, so the features alone carry the difference of a record',
    );
  }
  return { mechanism: { ...mechanism, domain, labels }, dimension: domain.dimension ?? 1, assumptions };
}

function releasable(domain: Domain, assumptions: string[]): Domain {
  if (domain.kind !== 'l2-diameter' && domain.kind !== 'l1-diameter') return domain;
  const kind = domain.kind === 'l2-diameter' ? 'l2-ball' : 'l1-ball';
  assumptions.push(
    `domain ${domain.kind}:${domain.diameter} is played in a set of that diameter, ${kind}:${domain.diameter / 2}`,
  );
  const { dimension } = domain;
  return { kind, radius: domain.diameter / 2, ...(dimension === undefined ? {} : { dimension }) };
}
