import { backend_util, type KernelConfig, MaxPoolGrad, type TensorInfo } from '@tensorflow/tfjs-core';
import { floats, input, type KernelCall, wasmOf } from './heap.js';
import { required } from './stock.js';

/**
 * Gradient of max pooling: each window's dy goes to its first maximum. The backend's own kernel starts its
 * search at the smallest positive number, and loses the gradient of every window without a positive value.
 */
export function maxPoolGrad(): KernelConfig {
  return { ...required(MaxPoolGrad), kernelFunc: poolGradient };
}

interface Attributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof backend_util.computePool2DInfo>[4];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Pool = ReturnType<typeof backend_util.computePool2DInfo>;

function poolGradient(call: KernelCall): TensorInfo {
  const backend = wasmOf(call);
  const x = input(call, 'input');
  const dy = input(call, 'dy');
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as Attributes;
  const shape = x.shape as [number, number, number, number];
  const p = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);

  const result = backend.makeOutput(x.shape, 'float32');
  const to = floats(backend, result).fill(0);
  const values = floats(backend, x);
  const received = floats(backend, dy);
  let window = 0;
  for (let image = 0; image < p.batchSize; image++)
    for (let y = 0; y < p.outHeight; y++)
      for (let column = 0; column < p.outWidth; column++)
        for (let channel = 0; channel < p.inChannels; channel++, window++) {
          const at = firstMaximum(p, values, image, y, column, channel);
          if (at !== undefined) to[at] = to[at] + received[window];
        }
  return result;
}

/** Offset of the first maximum of a window, row by row; undefined where the window is all padding. */
function firstMaximum(
  p: Pool,
  values: Float32Array,
  image: number,
  y: number,
  x: number,
  channel: number,
): number | undefined {
  const top = y * p.strideHeight - p.padInfo.top;
  const left = x * p.strideWidth - p.padInfo.left;
  let best = Number.NEGATIVE_INFINITY;
  let at: number | undefined;
  for (let row = Math.max(0, top); row < Math.min(p.inHeight, top + p.filterHeight); row++)
    for (let column = Math.max(0, left); column < Math.min(p.inWidth, left + p.filterWidth); column++) {
      const offset = ((image * p.inHeight + row) * p.inWidth + column) * p.inChannels + channel;
      const value = values[offset];
      if (at === undefined || value > best) {
        best = value;
        at = offset;
      }
    }
  return at;
}
