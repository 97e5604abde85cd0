import { getKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.js';

/** The backend's own kernel of that name; undefined where it has none. */
export const stockKernel = (kernelName: string): KernelConfig | undefined =>
  getKernel(kernelName, 'wasm') as KernelConfig | undefined;

/** Runs a kernel that returns one tensor. */
export function runKernel(kernel: KernelConfig, call: KernelCall): TensorInfo {
  const result = kernel.kernelFunc(call as Parameters<KernelConfig['kernelFunc']>[0]);
  if (Array.isArray(result)) throw new Error(`kernel ${kernel.kernelName} returned several tensors`);
  return result;
}
