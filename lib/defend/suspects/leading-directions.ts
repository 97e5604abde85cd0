import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Draws } from '../../random/index.js';

const MOST_ROUNDS = 100;
/** Rounds end once the variance that is caught grows by less than this share of it. */
const GROWTH = 1e-9;

/**
 * The directions in which rows vary most: the leading right singular vectors of the centred rows, or a basis of
 * what they span, by subspace iteration (V <- orthonormal basis of X'X V) from a random start.
 *
 * @param rows   (count, width), centred in place
 * @param count  directions, at most width
 * @returns (width, count), orthonormal columns
 */
export function leadingDirections(rows: Matrix, count: number, draws: Draws): Matrix {
  centre(rows);
  const turned = rows.transpose();
  let basis = orthonormal(
    new Matrix(
      Array.from({ length: rows.columns }, () => Array.from({ length: count }, () => draws.unit() - 0.5)),
    ),
  );
  for (let round = 0, caught = 0; round < MOST_ROUNDS; round++) {
    const projected = rows.mmul(basis);
    const variance = projected.norm() ** 2;
    if (!(variance > caught * (1 + GROWTH))) break;
    caught = variance;
    basis = orthonormal(turned.mmul(projected));
  }
  return basis;
}

function centre(rows: Matrix): void {
  rows.subRowVector(rows.mean('column'));
}

function orthonormal(columns: Matrix): Matrix {
  return new QrDecomposition(columns).orthogonalMatrix;
}
