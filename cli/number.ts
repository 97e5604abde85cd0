import type { Scope } from './scope.js';
import { UsageError } from './usage-error.js';

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A finite number from the text of a flag: a plain decimal number, or an expression such as
 * `16/255`, `sqrt(3072)`, `1/n^1.1`. mathjs takes half a second to load, so only expressions wait for it.
 * @throws UsageError naming the flag, the rule and the text
 */
export async function readNumber(flag: string, text: string, scope: Scope = {}): Promise<number> {
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) {
    const value = Number(trimmed);
    if (!Number.isFinite(value)) throw UsageError.of(flag, 'a finite number', text);
    return value;
  }
  const { refusal } = await import('./expression-text.js');
  const reason = refusal(trimmed, scope);
  if (reason !== undefined) throw UsageError.of(flag, `a number or an expression ${reason}`, text);
  const { evaluate } = await import('./expression.js');
  const value = evaluate(trimmed, scope);
  if (value === undefined || !Number.isFinite(value))
    throw UsageError.of(flag, 'an expression with a finite real value', text);
  return value;
}

/** A whole number in [low, high]. @throws UsageError */
export async function readWhole(
  flag: string,
  text: string,
  low: number,
  high: number,
  scope: Scope = {},
): Promise<number> {
  const value = await readNumber(flag, text, scope);
  if (!(Number.isSafeInteger(value) && value >= low && value <= high))
    throw UsageError.of(flag, `a whole number in [${low}, ${high}]`, text);
  return value;
}

/** Finite and above 0. @throws UsageError */
export async function readPositive(flag: string, text: string, scope: Scope = {}): Promise<number> {
  const value = await readNumber(flag, text, scope);
  if (!(value > 0)) throw UsageError.of(flag, 'finite and > 0', text);
  return value;
}

/** Strictly between 0 and 1. @throws UsageError */
export async function readOpenUnit(flag: string, text: string, scope: Scope = {}): Promise<number> {
  const value = await readNumber(flag, text, scope);
  if (!(value > 0 && value < 1)) throw UsageError.of(flag, 'strictly between 0 and 1', text);
  return value;
}

/** In [0, 1]. @throws UsageError */
export async function readProbability(flag: string, text: string, scope: Scope = {}): Promise<number> {
  const value = await readNumber(flag, text, scope);
  if (!(value >= 0 && value <= 1)) throw UsageError.of(flag, 'in [0, 1]', text);
  return value;
}

/** Whole numbers separated by commas, each in [low, high], none twice; ascending. @throws UsageError */
export async function readWholeList(
  flag: string,
  text: string,
  low: number,
  high: number,
  scope: Scope = {},
): Promise<readonly number[]> {
  const values: number[] = [];
  for (const part of splitCommas(text)) {
    const value = await readWhole(flag, part, low, high, scope);
    if (values.includes(value)) throw UsageError.of(flag, 'a list without repetitions', text);
    values.push(value);
  }
  return values.sort((a, b) => a - b);
}

/** Splits at the commas that stand outside parentheses. */
export function splitCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
