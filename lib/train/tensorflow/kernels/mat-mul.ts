import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelConfig, Reshape, type TensorInfo, Transpose } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.js';
import { runKernel, stockKernel } from './stock.js';

/** x (rows, columns) to (columns, rows). The caller disposes of the result. */
export function transposed(backend: BackendWasm, x: TensorInfo): TensorInfo {
  return runKernel(required(Transpose), { inputs: { x }, backend, attrs: { perm: [1, 0] } });
}

/** The same values under another shape. The caller disposes of the result. */
export function reshaped(backend: BackendWasm, x: TensorInfo, shape: number[]): TensorInfo {
  return runKernel(required(Reshape), { inputs: { x }, backend, attrs: { shape } });
}

/** a (n, m) times b (m, p) by the backend's own kernel, which is fast without a transpose. */
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
