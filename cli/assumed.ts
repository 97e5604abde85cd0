import type { Given } from './command.js';

/**
 * Reads flags that have a default, and keeps account: what is not given is added to `assumed` as 'flag = default',
 * for whoever reads the answer.
 */
export function assuming(text: Given['text'], assumed: string[]): (flag: string, fallback: string) => string {
  return (flag, fallback) => {
    const value = text[flag];
    if (value === undefined) assumed.push(`${flag} = ${fallback}`);
    return value ?? fallback;
  };
}
