import { UsageError } from './usage-error.js';

/** One of a fixed set of words. @throws UsageError */
export function readChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((c) => c === text);
  if (choice === undefined) throw UsageError.of(flag, `one of ${choices.join(', ')}`, text);
  return choice;
}
