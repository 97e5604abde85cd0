import FFT from 'fft.js';
import { DomainError, integer } from './check.js';

/** Circular convolution power with a bound on its error. */
export interface SelfConvolution {
  /** length N */
  readonly values: Float64Array;
  /** bound on the L2 norm of (values - exact) */
  readonly error: number;
}

const UNIT = 2 ** -53;

/**
 * The T-fold circular convolution of a sub-probability vector with itself, by FFT.
 *
 * Error: a computed transform of length N errs by at most xi = 16 u log2 N in relative L2 norm (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd ed., section 24.1, with twiddle factors good to a few
 * u; the constant is doubled). So every coefficient F_k errs by e = xi sqrt(N) |f|_2 at most, its T-th power
 * by T e (|F_k| + e)^(T-1) plus T 2^-50 |F_k|^T for logarithm, angle and exponential; by Parseval both sum
 * up in L2, and the inverse transform adds xi once more.
 *
 * @param f  length N, a power of two >= 4; non-negative, sum at most 1 + 1e-6
 * @param T  whole number >= 1
 * @proof proofs/self-convolution.md
 */
export function selfConvolution(f: Float64Array, T: number): SelfConvolution {
  const N = f.length;
  if (!(N >= 4 && Number.isInteger(Math.log2(N)))) throw new DomainError('length', 'a power of two >= 4', N);
  integer(1, Number.MAX_SAFE_INTEGER, { T });
  const fft = transformOf(N);
  const spectrum = new Float64Array(2 * N);
  fft.realTransform(spectrum, f);

  let square = 0;
  for (let i = 0; i < N; i++) square += (f[i] as number) ** 2;
  const xi = 16 * UNIT * Math.log2(N);
  const entry = xi * Math.sqrt(N * square);

  // Powers of coefficients below this are nothing next to the bound: at most e^-375 each for T > 1.
  const negligible = T > 1 ? Math.exp(-375 / T) - entry : 0;
  // Half of the spectrum determines the rest; each inner coefficient counts twice.
  let powerSquare = 0; // sum |F|^(2T)
  let sensitivity = N * 1e-160; // sum (|F| + e)^(2T - 2)
  const folded = new Float64Array(N); // Re + Im of every power; Re is even in k and Im odd
  for (let k = 0; k <= N / 2; k++) {
    const re = spectrum[2 * k] as number;
    const im = spectrum[2 * k + 1] as number;
    const squared = re * re + im * im;
    if (Math.sqrt(squared) < negligible) continue;
    const logModulus = Math.log(squared) / 2;
    const modulus = Math.exp(T * logModulus);
    const angle = T * Math.atan2(im, re);
    const real = modulus * Math.cos(angle);
    const imaginary = modulus * Math.sin(angle);
    folded[k] = real + imaginary;
    if (k > 0 && k < N / 2) folded[N - k] = real - imaginary;
    const twice = k === 0 || k === N / 2 ? 1 : 2;
    powerSquare += twice * modulus * modulus;
    sensitivity += twice * (Math.exp(logModulus) + entry) ** (2 * T - 2);
  }
  // With A the transform of the folded powers, the n-th value is (Re A_n + Im A_n)/N.
  fft.realTransform(spectrum, folded);
  const values = new Float64Array(N);
  for (let n = 0; n <= N / 2; n++) {
    const real = spectrum[2 * n] as number;
    const imaginary = spectrum[2 * n + 1] as number;
    values[n] = (real + imaginary) / N;
    if (n > 0 && n < N / 2) values[N - n] = (real - imaginary) / N;
  }

  const powered = T * entry * Math.sqrt(sensitivity) + T * 2 ** -50 * Math.sqrt(powerSquare);
  const error = ((powered + xi * Math.sqrt(powerSquare)) / Math.sqrt(N)) * (1 + 2 ** -20);
  return { values, error };
}

/** Twiddle tables are the costly part of a transform: kept, one for each length. */
const transforms = new Map<number, FFT>();

function transformOf(size: number): FFT {
  let fft = transforms.get(size);
  if (fft === undefined) {
    fft = new FFT(size);
    transforms.set(size, fft);
  }
  return fft;
}
