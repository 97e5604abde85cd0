/** Which way the last printed digit is rounded: an upper bound up, a lower bound down. */
export type Toward = 'up' | 'down' | 'nearest';

/**
 * A number as decimal text of `digits` significant digits, rounded to the stated side.
 *
 * A number is taken to be the shortest decimal that names its double. The printed decimal is never on
 * the wrong side of it: where rounding to nearest falls short, it is stepped one unit in the last place.
 *
 * @param x       any number but NaN; Infinity is printed 'Infinity'
 * @param digits  significant digits, 1 to 15
 * @throws RangeError for NaN: a report never shows one
 */
export function decimal(x: number, toward: Toward, digits = 5): string {
  if (Number.isNaN(x)) throw new RangeError('a report must hold no NaN');
  if (!Number.isFinite(x)) return String(x);
  const shortest = String(x);
  if (significant(shortest) <= digits) return shortest;
  const near = x.toExponential(digits - 1);
  if (toward === 'up' && Number(near) < x) return plain(step(near, x > 0 ? 1 : -1));
  if (toward === 'down' && Number(near) > x) return plain(step(near, x > 0 ? -1 : 1));
  return plain(near);
}

/** A number in full, small ones with an exponent: 1e-5 rather than 0.00001. */
export function scientific(x: number): string {
  return x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential() : String(x);
}

/** A probability as a percentage-free fraction of so many digits after the point, rounded to its side. */
export function fraction(x: number, toward: Toward, digits = 3): string {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`a fraction must lie in [0, 1], got ${x}`);
  const one = 10 ** digits;
  const scaled = x * one;
  const near = Math.round(scaled);
  // a count over a total such as 619/1000 is meant exactly; its double may miss by an ulp
  const exact = Math.abs(scaled - near) < 1e-9;
  const units =
    exact || toward === 'nearest' ? near : toward === 'up' ? Math.ceil(scaled) : Math.floor(scaled);
  return `${units === one ? '1' : '0'}.${String(units % one).padStart(digits, '0')}`;
}

function significant(text: string): number {
  const mantissa = text.split('e')[0] ?? '';
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return (mantissa.includes('.') ? digits : digits.replace(/0+$/, '')).length;
}

/** Adds one unit in the last place of the mantissa, away from zero for 1, towards it for -1. */
function step(exponential: string, by: 1 | -1): string {
  const [mantissa = '', exponent = '0'] = exponential.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const whole = Number(digits);
  const power = Number(exponent);
  if (by === -1 && whole === 10 ** (digits.length - 1))
    return join(sign, '9'.repeat(digits.length), power - 1);
  const stepped = String(whole + by);
  // 999 + 1 = 1000 has a digit too many, a zero
  return join(sign, stepped.slice(0, digits.length), power + stepped.length - digits.length);
}

function join(sign: string, digits: string, power: number): string {
  const tail = digits.slice(1);
  return `${sign}${digits[0] ?? '0'}${tail === '' ? '' : `.${tail}`}e${power}`;
}

/** d.ddde+x written without an exponent where that is the shorter reading. */
function plain(exponential: string): string {
  const [mantissa = '', exponentText = '0'] = exponential.split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent > 14) return `${mantissa}e${exponent}`;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent >= digits.length - 1) return `${sign}${digits}${'0'.repeat(exponent - digits.length + 1)}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
