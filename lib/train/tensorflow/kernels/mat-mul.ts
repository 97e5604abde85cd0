import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelConfig, Reshape, type TensorInfo, Transpose } from '@tensorflow/tfjs-core';
import { floats, type KernelCall } from './heap.js';
import { runKernel, stockKernel } from './stock.js';

/** x (rows, columns) to (columns, rows), in memory of its own. The caller disposes of the result. */
export function transposed(backend: BackendWasm, x: TensorInfo): TensorInfo {
  const [rows, columns] = x.shape;
  // The backend's kernel would hand out a view.
  if (rows === 1 || columns === 1) return copied(backend, x, [columns, rows]);
  return runKernel(required(Transpose), { inputs: { x }, backend, attrs: { perm: [1, 0] } });
}

/** The same values under another shape. The caller disposes of the result. */
export function reshaped(backend: BackendWasm, x: TensorInfo, shape: number[]): TensorInfo {
  return runKernel(required(Reshape), { inputs: { x }, backend, attrs: { shape } });
}

/**
 * The same values under another shape, in memory of their own: for the right factor of a product. The backend
 * prepares a product once for each right factor, which it knows by its memory, and reads and writes out of
 * bounds when the same memory comes back in another shape. The caller disposes of the result.
 */
export function copied(backend: BackendWasm, x: TensorInfo, shape: number[]): TensorInfo {
  const copy = backend.makeOutput(shape, 'float32');
  floats(backend, copy).set(floats(backend, x));
  return copy;
}

/**
 * a (n, m) times b (m, p) by the backend's own kernel, which is fast without a transpose. b is in no other shape
 * a right factor: where it is a view, hand over a copy.
 */
export function product(stock: KernelConfig, backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const call: KernelCall = { inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } };
  return runKernel(stock, call);
}

/** @throws Error where the backend lost a kernel that ours are made of */
export function required(name: string): KernelConfig {
  const kernel = stockKernel(name);
  if (kernel === undefined) throw new Error(`the WebAssembly backend has no kernel ${name}`);
  return kernel;
}
