import { DomainError } from './check.js';
import { nextDown, nextUp } from './float.js';

/** A number we can vouch for: lo <= exact value <= hi. An infinite end means: unbounded on that side. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** An exact double, or an enclosure of a number. */
export type Real = number | Interval;

const WHOLE: Interval = { lo: -Infinity, hi: Infinity };

const low = (x: Real): number => (typeof x === 'number' ? x : x.lo);
const high = (x: Real): number => (typeof x === 'number' ? x : x.hi);
const known = (x: Real): boolean => low(x) <= high(x);
const infinitePoint = (x: Real): boolean => low(x) === high(x) && Math.abs(low(x)) === Infinity;

/** Ends that are no interval (NaN among them) enclose nothing, so the answer is: any number. */
const enclose = (lo: number, hi: number): Interval => (lo <= hi ? { lo, hi } : WHOLE);

// +, -, *, / and sqrt are correctly rounded (IEEE 754): one step outwards is enough.
const sumDown = (a: number, b: number) => (a === 0 ? b : b === 0 ? a : nextDown(a + b));
const sumUp = (a: number, b: number) => (a === 0 ? b : b === 0 ? a : nextUp(a + b));

// A product or quotient that underflows keeps the sign its factors give it.
const down = (y: number, positive: boolean) => (y === 0 && positive ? 0 : nextDown(y));
const up = (y: number, positive: boolean) => (y === 0 && !positive ? 0 : nextUp(y));
const mulDown = (a: number, b: number) => (a === 0 || b === 0 ? 0 : down(a * b, a > 0 === b > 0));
const mulUp = (a: number, b: number) => (a === 0 || b === 0 ? 0 : up(a * b, a > 0 === b > 0));
const divDown = (a: number, b: number) => (a === 0 ? 0 : down(a / b, a > 0 === b > 0));
const divUp = (a: number, b: number) => (a === 0 ? 0 : up(a / b, a > 0 === b > 0));

// exp, expm1, log and log1p are not correctly rounded. Engines document less than 1 ulp; 2 are granted.
const down2 = (y: number) => nextDown(nextDown(y));
const up2 = (y: number) => nextUp(nextUp(y));

function add(a: Real, b: Real): Interval {
  return enclose(sumDown(low(a), low(b)), sumUp(high(a), high(b)));
}

function neg(a: Real): Interval {
  return enclose(-high(a), -low(a));
}

function sub(a: Real, b: Real): Interval {
  return add(a, neg(b));
}

function mul(a: Real, b: Real): Interval {
  if (!known(a) || !known(b) || infinitePoint(a) || infinitePoint(b)) return WHOLE;
  const [p, q, r, s] = [low(a), high(a), low(b), high(b)];
  return enclose(
    Math.min(mulDown(p, r), mulDown(p, s), mulDown(q, r), mulDown(q, s)),
    Math.max(mulUp(p, r), mulUp(p, s), mulUp(q, r), mulUp(q, s)),
  );
}

function div(a: Real, b: Real): Interval {
  const [p, q, r, s] = [low(a), high(a), low(b), high(b)];
  if (!known(a) || !(r > 0 || s < 0) || !known(b)) return WHOLE;
  return enclose(
    Math.min(divDown(p, r), divDown(p, s), divDown(q, r), divDown(q, s)),
    Math.max(divUp(p, r), divUp(p, s), divUp(q, r), divUp(q, s)),
  );
}

function sqrt(x: Real): Interval {
  if (!(high(x) >= 0)) return WHOLE;
  const lo = low(x) <= 0 ? 0 : nextDown(Math.sqrt(low(x)));
  return enclose(lo, high(x) === 0 ? 0 : nextUp(Math.sqrt(high(x))));
}

function exp(x: Real): Interval {
  const lo = low(x) === 0 ? 1 : Math.max(0, down2(Math.exp(low(x))));
  return enclose(lo, high(x) === 0 ? 1 : up2(Math.exp(high(x))));
}

function expm1(x: Real): Interval {
  const lo = low(x) === 0 ? 0 : Math.max(-1, down2(Math.expm1(low(x))));
  return enclose(lo, high(x) === 0 ? 0 : up2(Math.expm1(high(x))));
}

function log(x: Real): Interval {
  if (!(high(x) >= 0)) return WHOLE;
  const lo = low(x) <= 0 ? -Infinity : low(x) === 1 ? 0 : down2(Math.log(low(x)));
  return enclose(lo, high(x) === 1 ? 0 : up2(Math.log(high(x))));
}

function log1p(x: Real): Interval {
  if (!(high(x) >= -1)) return WHOLE;
  const lo = low(x) <= -1 ? -Infinity : low(x) === 0 ? 0 : down2(Math.log1p(low(x)));
  return enclose(lo, high(x) === 0 ? 0 : up2(Math.log1p(high(x))));
}

/**
 * Interval arithmetic with outward rounding: for every exact value inside the operands, the exact
 * result lies inside the answer.
 *
 * Operands are doubles taken as exact, or intervals. Results with an exact closed value (x + 0, x * 0,
 * exp 0, log 1) stay exact. What is undefined is never narrow: NaN, an operand NaN, Infinity - Infinity,
 * an infinite factor, division by an interval that contains 0, and a root or logarithm of an interval
 * wholly outside the domain all give [-Infinity, Infinity]. A root or logarithm of an interval partly
 * outside the domain speaks of the part inside.
 *
 * Rounding: one double outwards for + - * / sqrt; two for exp, expm1, log, log1p.
 * @proof proofs/interval.md
 */
export const iv = {
  /** The interval [lo, hi]; one argument: the point. NaN gives [-Infinity, Infinity]. @throws DomainError if lo > hi */
  of(lo: number, hi: number = lo): Interval {
    if (lo > hi) throw new DomainError('lo', `<= hi = ${hi}`, lo);
    return enclose(lo, hi);
  },
  add,
  sub,
  neg,
  mul,
  div,
  sqrt,
  exp,
  expm1,
  log,
  log1p,
  min: (a: Real, b: Real): Interval => enclose(Math.min(low(a), low(b)), Math.min(high(a), high(b))),
  max: (a: Real, b: Real): Interval => enclose(Math.max(low(a), low(b)), Math.max(high(a), high(b))),
  /** Smallest interval around both. */
  hull: (a: Real, b: Real): Interval => enclose(Math.min(low(a), low(b)), Math.max(high(a), high(b))),
} as const;
