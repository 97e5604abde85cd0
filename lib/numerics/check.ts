/**
 * A value outside the domain of the function it was handed to.
 *
 * The message names parameter, rule and value: `order must be finite and > 1, got NaN`.
 */
export class DomainError extends RangeError {
  constructor(
    readonly parameter: string,
    readonly rule: string,
    readonly value: unknown,
  ) {
    super(`${parameter} must be ${rule}, got ${String(value)}`);
    this.name = 'DomainError';
  }
}

/** Requires every value to be finite and > bound. @throws DomainError */
export function above(bound: number, values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!(x > bound && x < Infinity)) throw new DomainError(name, `finite and > ${bound}`, x);
}

/** Requires every value to be finite and >= bound. @throws DomainError */
export function atLeast(bound: number, values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!(x >= bound && x < Infinity)) throw new DomainError(name, `finite and >= ${bound}`, x);
}

/** Requires every value to be finite. @throws DomainError */
export function finite(values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!Number.isFinite(x)) throw new DomainError(name, 'a finite number', x);
}

/** Requires every value to lie in [0, 1]. @throws DomainError */
export function probability(values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!(x >= 0 && x <= 1)) throw new DomainError(name, 'in [0, 1]', x);
}

/** Requires every value to lie strictly between 0 and 1. @throws DomainError */
export function openUnit(values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!(x > 0 && x < 1)) throw new DomainError(name, 'strictly between 0 and 1', x);
}

/** Requires every value to be an integer in [low, high]; exact integers only. @throws DomainError */
export function integer(low: number, high: number, values: Record<string, number>): void {
  for (const [name, x] of Object.entries(values))
    if (!(Number.isSafeInteger(x) && x >= low && x <= high))
      throw new DomainError(
        name,
        high < Number.MAX_SAFE_INTEGER ? `a whole number in [${low}, ${high}]` : `a whole number >= ${low}`,
        x,
      );
}
