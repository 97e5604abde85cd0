import { type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.js';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './conv2d-backprop-input.js';
import { maxPoolGrad } from './max-pool-grad.js';
import { stockKernel } from './stock.js';
import { unsortedSegmentSum } from './unsorted-segment-sum.js';

let registered: readonly string[] | undefined;

/**
 * Puts our kernels in the place of the WebAssembly backend's, once; returns their names. The backend must
 * have been imported, and not have started: each kernel that it has hands its set-up on to ours.
 */
export function registerWasmKernels(): readonly string[] {
  if (registered === undefined) {
    // Every one takes hold of the stock kernels that it is made of before any is replaced.
    const kernels: readonly KernelConfig[] = [
      batchMatMul(),
      conv2dBackpropFilter(),
      conv2dBackpropInput(),
      maxPoolGrad(),
      unsortedSegmentSum(),
    ];
    for (const kernel of kernels) {
      if (stockKernel(kernel.kernelName) !== undefined) unregisterKernel(kernel.kernelName, 'wasm');
      registerKernel(kernel);
    }
    registered = kernels.map(({ kernelName }) => kernelName).sort();
  }
  return registered;
}
