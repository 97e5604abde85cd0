import { conjugateGradients, dot } from './conjugate-gradients.js';

/** Rows that a last layer is fitted to. */
export interface HeadRows {
  readonly count: number;
  readonly width: number;
  readonly classes: number;
  /** (count, width) row-major */
  readonly features: Float64Array;
  /** length count */
  readonly labels: Uint16Array;
}

const MOST_STEPS = 50;
const HALVINGS = 20;
/** Share of the descent promised by the slope that a step must keep (Armijo). */
const SUFFICIENT = 1e-4;
const MOST_PRODUCTS = 500;

/**
 * Softmax regression without a bias, (width, classes) row-major: the minimum of
 *   L(W) = mean over the rows of cross-entropy(h W, y) + ridge |W|^2 / 2,
 * which is strictly convex, by Newton's method with steps halved until they descend.
 *
 * @param ridge  > 0
 */
export function fitHead(rows: HeadRows, ridge: number): Float64Array {
  let weights: Float64Array = new Float64Array(rows.width * rows.classes);
  let at = evaluate(rows, weights, ridge);
  const enough = 1e-8 * norm(at.gradient);
  for (let step = 0; step < MOST_STEPS && norm(at.gradient) > enough; step += 1) {
    const { probabilities } = at;
    const apply = (v: Float64Array): Float64Array => curvature(rows, probabilities, ridge, v);
    const newton = conjugateGradients(apply, at.gradient, 1e-3, MOST_PRODUCTS);
    const slope = dot(newton, at.gradient);
    const lengths = Array.from({ length: HALVINGS }, (_, i) => 2 ** -i);
    const longest = lengths.find((length) => {
      const there = evaluate(rows, moved(weights, newton, length), ridge);
      return there.loss <= at.loss - SUFFICIENT * length * slope;
    });
    // none descends: what is left of the gradient is rounding
    if (longest === undefined) break;
    weights = moved(weights, newton, longest);
    at = evaluate(rows, weights, ridge);
  }
  return weights;
}

const norm = (v: Float64Array): number => Math.sqrt(dot(v, v));

const moved = (weights: Float64Array, step: Float64Array, length: number): Float64Array =>
  weights.map((weight, i) => weight - length * step[i]);

/** H^-1 v, H being the second derivative of L at these weights. */
export function inverseCurvature(
  rows: HeadRows,
  weights: Float64Array,
  ridge: number,
  v: Float64Array,
): Float64Array {
  const { probabilities } = evaluate(rows, weights, ridge);
  return conjugateGradients((u) => curvature(rows, probabilities, ridge, u), v, 1e-8, MOST_PRODUCTS);
}

/** L and its derivative, (width, classes) row-major, and the probabilities, (count, classes) row-major. */
export function evaluate(rows: HeadRows, weights: Float64Array, ridge: number) {
  const { count, classes, features, labels, width } = rows;
  const gradient = weights.map((weight) => ridge * weight);
  const probabilities = new Float64Array(count * classes);
  let loss = (ridge * dot(weights, weights)) / 2;
  const errors = new Float64Array(classes);
  for (let row = 0; row < count; row += 1) {
    const h = features.subarray(row * width, (row + 1) * width);
    const p = probabilities.subarray(row * classes, (row + 1) * classes);
    addProduct(h, weights, p);
    const most = p.reduce((a, b) => Math.max(a, b));
    const atLabel = p[labels[row]] - most;
    let sum = 0;
    for (let c = 0; c < classes; c += 1) sum += p[c] = Math.exp(p[c] - most);
    loss += (Math.log(sum) - atLabel) / count;
    for (let c = 0; c < classes; c += 1) {
      p[c] /= sum;
      errors[c] = (p[c] - (c === labels[row] ? 1 : 0)) / count;
    }
    addOuter(h, errors, gradient);
  }
  return { loss, gradient, probabilities };
}

/** H v = mean over the rows of h' (p (h v - <p, h v>)) + ridge v */
function curvature(
  { count, classes, features, width }: HeadRows,
  probabilities: Float64Array,
  ridge: number,
  v: Float64Array,
): Float64Array {
  const product = v.map((value) => ridge * value);
  const change = new Float64Array(classes);
  for (let row = 0; row < count; row += 1) {
    const h = features.subarray(row * width, (row + 1) * width);
    const p = probabilities.subarray(row * classes, (row + 1) * classes);
    change.fill(0);
    addProduct(h, v, change);
    const mean = dot(p, change);
    for (let c = 0; c < classes; c += 1) change[c] = (p[c] * (change[c] - mean)) / count;
    addOuter(h, change, product);
  }
  return product;
}

/** out += h W */
function addProduct(h: Float64Array, weights: Float64Array, out: Float64Array): void {
  for (let i = 0, at = 0; i < h.length; i += 1)
    for (let c = 0; c < out.length; c += 1, at += 1) out[c] += h[i] * weights[at];
}

/** W += h' e */
function addOuter(h: Float64Array, e: Float64Array, weights: Float64Array): void {
  for (let i = 0, at = 0; i < h.length; i += 1)
    for (let c = 0; c < e.length; c += 1, at += 1) weights[at] += h[i] * e[c];
}
