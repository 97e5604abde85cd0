import { type Big, big } from './decimal-normal.js';

/** P[Bin(trials, p) >= successes] to about 60 digits: terms of one sign, summed from the largest needed. */
export function bigUpperTail(successes: number, trials: number, p: number): Big {
  if (successes <= 0) return big(1);
  if (p === 0) return big(0);
  if (p === 1) return big(1);
  const odds = big(p).div(big(1).minus(big(p)));
  let term = big(1).minus(big(p)).pow(trials);
  let sum = big(0);
  for (let i = 0; i <= trials; i += 1) {
    if (i >= successes) sum = sum.plus(term);
    term = term
      .times(trials - i)
      .div(i + 1)
      .times(odds);
  }
  return sum;
}

/** P[Bin(trials, p) <= successes]. */
export function bigLowerTail(successes: number, trials: number, p: number): Big {
  if (p === 0 || successes >= trials) return big(1);
  if (p === 1) return big(0);
  const odds = big(p).div(big(1).minus(big(p)));
  let term = big(1).minus(big(p)).pow(trials);
  let sum = big(0);
  for (let i = 0; i <= successes; i += 1) {
    sum = sum.plus(term);
    term = term
      .times(trials - i)
      .div(i + 1)
      .times(odds);
  }
  return sum;
}
