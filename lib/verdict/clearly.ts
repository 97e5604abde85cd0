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

/** 'success falls clearly for a, b; no clear difference for c'; parts without a name are left out. */
export function sentence(quantity: string, named: readonly { change: Change; text: string }[]): string {
  const part = (which: Change, words: string) => {
    const texts = named.filter((one) => one.change === which).map((one) => one.text);
    return texts.length === 0 ? [] : [`${words} ${texts.join(', ')}`];
  };
  return [
    ...part('falls', `${quantity} falls clearly for`),
    ...part('rises', `${quantity} rises clearly for`),
    ...part('unclear', `no clear difference in ${quantity} for`),
  ].join('; ');
}
