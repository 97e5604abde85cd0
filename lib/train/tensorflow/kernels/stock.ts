import { getKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.js';

/** The backend's own kernel of that name; undefined where it has none. */
export const stockKernel = (kernelName: string): KernelConfig | undefined =>
  getKernel(kernelName, 'wasm') as KernelConfig | undefined;

/** As stockKernel. @throws Error where the backend lost a kernel that ours are made of */
export function required(name: string): KernelConfig {
  const kernel = stockKernel(name);
  if (kernel === undefined) throw new Error(`the WebAssembly backend has no kernel ${name}`);
  return kernel;
}

/** Runs a kernel that returns one tensor. */
export function runKernel(kernel: KernelConfig, call: KernelCall): TensorInfo {
  const result = kernel.kernelFunc(call as Parameters<KernelConfig['kernelFunc']>[0]);
  if (Array.isArray(result)) throw new Error(`kernel ${kernel.kernelName} returned several tensors`);
  return result;
}
