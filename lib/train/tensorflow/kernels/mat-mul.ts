import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelConfig, Reshape, type TensorInfo, Transpose } from '@tensorflow/tfjs-core';
import { floats, type KernelCall } from './heap.js';
import { required, runKernel } from './stock.js';

/** x (rows, columns) to (columns, rows). The caller disposes of the result. */
export function transposed(backend: BackendWasm, x: TensorInfo): TensorInfo {
  return runKernel(required(Transpose), { inputs: { x }, backend, attrs: { perm: [1, 0] } });
}

/** The same values under another shape. The caller disposes of the result. */
export function reshaped(backend: BackendWasm, x: TensorInfo, shape: number[]): TensorInfo {
  return runKernel(required(Reshape), { inputs: { x }, backend, attrs: { shape } });
}

/** The shape that each right factor was first multiplied in, by its memory. */
const prepared = new WeakMap<object, string>();

/**
 * a (n, m) times b (m, p) by the backend's own kernel, which is fast without a transpose.
 *
 * That kernel prepares a product once for each right factor, which it knows by its memory alone: when the same
 * memory comes back in another shape, it reads and writes out of bounds. So another shape gets a copy.
 */
export function product(stock: KernelConfig, backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const shape = prepared.get(b.dataId) ?? b.shape.join();
  prepared.set(b.dataId, shape);
  if (shape === b.shape.join()) return multiplied(stock, backend, a, b);
  const copy = backend.makeOutput(b.shape, 'float32');
  floats(backend, copy).set(floats(backend, b));
  const result = multiplied(stock, backend, a, copy);
  backend.disposeData(copy.dataId);
  return result;
}

function multiplied(stock: KernelConfig, backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const call: KernelCall = { inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } };
  return runKernel(stock, call);
}
