import type { Scope } from './scope.js';

/** Functions that an expression may call. */
export const FUNCTIONS = [
  'abs',
  'ceil',
  'exp',
  'floor',
  'log',
  'max',
  'min',
  'pow',
  'round',
  'sqrt',
] as const;

/** Names of constants that an expression may use. */
export const CONSTANTS: Scope = { pi: Math.PI, e: Math.E };

/**
 * Why a text cannot be an expression, or undefined. A cheap look at its letters, so that a mistyped
 * word is answered at once and nothing but arithmetic reaches the expression parser.
 */
export function refusal(text: string, scope: Scope): string | undefined {
  const names = [...Object.keys(scope), ...Object.keys(CONSTANTS)];
  if (text.length > 200) return 'of at most 200 characters';
  if (!/^[\w\s+\-*/^().,]+$/.test(text) || /\b0[xob]/i.test(text))
    return 'of digits, names and + - * / ^ ( )';
  const numbers = /(?<![\w.])(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?(?![\w.])/gi;
  for (const word of text.replace(numbers, ' ').match(/[\w.]+/g) ?? [])
    if (!names.includes(word) && !(FUNCTIONS as readonly string[]).includes(word))
      return `of ${[...names, ...FUNCTIONS].join(', ')}`;
  return undefined;
}
