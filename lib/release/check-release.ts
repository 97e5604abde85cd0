import { type Domain, type DomainRecords, epochsOf, type Mixup, UnsupportedError } from '../core/index.js';
import { above, DomainError, integer } from '../numerics/index.js';

const LARGEST_COUNT = 1e9;

/**
 * Requires that the mechanism, which the accountant sees, describes a release from these very records.
 *
 * @throws DomainError       naming the field, its rule and the value
 * @throws UnsupportedError  for labels that are said to be part of the records
 */
export function checkRelease(mechanism: Mixup, records: DomainRecords): void {
  const { n, k, releases, noise, labels, domain, adjacency } = mechanism;
  if (adjacency !== 'replace')
    throw new UnsupportedError(
      'adjacency add-remove: n is the number of records here, so a set of another size would be released by ' +
        "another mechanism; use 'replace'",
    );
  integer(1, LARGEST_COUNT, { n });
  if (n !== records.count) throw new DomainError('n', `the number of records, ${records.count}`, n);
  integer(1, n, { k });
  integer(1, LARGEST_COUNT, { releases });
  above(0, { scale: noise.scale });
  epochsOf(mechanism);
  if (labels.kind === 'noised') above(0, { 'label scale': labels.scale });
  if (labels.kind === 'in-record')
    throw new UnsupportedError(
      'labels in-record: the release mixes one-hot labels beside the features, so the domain of the features ' +
        "does not cover them; use labels 'noised' or 'exposed'",
    );
  if (!sameDomain(domain, records.domain))
    throw new DomainError(
      'domain',
      `that of the records, ${JSON.stringify(records.domain)}`,
      JSON.stringify(domain),
    );
  if (!(domain.dimension === undefined || domain.dimension === records.dimension))
    throw new DomainError('dimension', `that of the records, ${records.dimension}`, domain.dimension);
  checkLengths(records);
}

function sameDomain(a: Domain, b: Domain): boolean {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...fields].every(
    (field) => field === 'dimension' || a[field as keyof Domain] === b[field as keyof Domain],
  );
}

function checkLengths({ count, dimension, features, labels, classes }: DomainRecords): void {
  integer(1, 2 ** 31, { dimension });
  if (!(features.length === count * dimension))
    throw new DomainError('features', `of length ${count} * ${dimension}`, features.length);
  if (!(labels.length === count)) throw new DomainError('labels', `of length ${count}`, labels.length);
  const wrong = labels.findIndex((label) => !(label < classes.length));
  if (wrong !== -1)
    throw new DomainError(`label of record ${wrong}`, `below ${classes.length}`, labels[wrong]);
}
