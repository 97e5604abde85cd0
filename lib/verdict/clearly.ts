import type { Estimate } from '../core/index.js';

export type Change = 'falls' | 'rises' | 'unclear';

/**
 * How two expectations compare by their intervals alone. Where the truth lies the other way, 'falls' or 'rises' is said
 * with probability at most alpha, of which each interval spends half on the end that is looked at.
 */
export function change(first: Estimate, last: Estimate): Change {
  if (last.high < first.low) return 'falls';
  return last.low > first.high ? 'rises' : 'unclear';
}

/** Most names that are told of what shows no clear difference: the numbers stand in the table. */
const FEW = 3;

/**
 * 'success falls clearly for a, b; intervals too wide to tell success apart for 12 others'; parts without a name are left out.
 * @param most  names told of what is not clear, before they are counted instead
 */
export function sentence(
  quantity: string,
  named: readonly { change: Change; text: string }[],
  most = FEW,
): string {
  const textsOf = (which: Change) => named.filter((one) => one.change === which).map((one) => one.text);
  const part = (texts: readonly string[], words: string) =>
    texts.length === 0 ? [] : [`${words} ${texts.join(', ')}`];
  const unclear = textsOf('unclear');
  return [
    ...part(textsOf('falls'), `${quantity} falls clearly for`),
    ...part(textsOf('rises'), `${quantity} rises clearly for`),
    ...part(shortened(unclear, named.length, most), `intervals too wide to tell ${quantity} apart for`),
  ].join('; ');
}

/** The names, or how many there are of all where they are many. */
export function shortened(texts: readonly string[], all: number, most = FEW): readonly string[] {
  if (texts.length <= most) return texts;
  return [texts.length === all ? `any of ${all}` : `${texts.length} others`];
}
