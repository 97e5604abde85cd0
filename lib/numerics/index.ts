export { binomialLowerTail, binomialUpperTail } from './binomial.js';
export { meanLowerBound, meanUpperBound } from './bounded-mean.js';
export { above, atLeast, DomainError, finite, integer, openUnit, probability } from './check.js';
export { proportionLowerBound, proportionUpperBound, proportionUpperEstimate } from './clopper-pearson.js';
export type { Crossing, SearchPlan } from './crossing.js';
export { crossing } from './crossing.js';
export { erfc, erfcx } from './erfc.js';
export { EPS, MIN_NORMAL, nextDown, nextUp } from './float.js';
export type { Weights } from './hypergeometric.js';
export { binomialWeights, hitWeights } from './hypergeometric.js';
export type { Interval, Real } from './interval.js';
export { iv } from './interval.js';
export {
  logNormalTail,
  normalCdf,
  normalPdf,
  normalTail,
  normalTailBounds,
  normalTailSlack,
} from './normal.js';
export { normalQuantile, normalTailQuantile } from './normal-quantile.js';
export { remembered } from './remembered.js';
export { expMinusSquare, scaledTail } from './scaled-tail.js';
export type { Minimum, Threshold } from './search.js';
export { bisect, goldenMinimum } from './search.js';
export { compensatedSum, sumDown, sumUp } from './sum.js';
