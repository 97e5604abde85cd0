import type { DomainRecords } from '../../lib/core/records.js';

/**
 * How many of the records of a source were clipped, in words: for the screen of their owner and for no file, as it
 * is a statistic of them that carries no noise.
 */
export function clippingText(
  { domain }: Pick<DomainRecords, 'domain'>,
  count: number,
  clipped: number,
): string {
  if (clipped === 0) return `none of ${count} records: all lay in the domain`;
  const what =
    domain.kind === 'box' ? 'left the box and were clamped' : 'were longer than the domain and were shrunk';
  return `${clipped} of ${count} records ${what}; see --scale, --shift, --domain`;
}
