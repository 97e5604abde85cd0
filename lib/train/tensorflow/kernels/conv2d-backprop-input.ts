import { BatchMatMul, Conv2DBackpropInput, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionOf, eachTap } from './convolution.js';
import { floats, input, type KernelCall, wasmOf } from './heap.js';
import { product, reshaped, transposed } from './mat-mul.js';
import { required } from './stock.js';

/**
 * Gradient of a convolution by its input: dy (output positions, filters) times the filter's transpose gives
 * what every patch receives, and overlapping patches add up. The backend's own kernel is a naive loop.
 */
export function conv2dBackpropInput(): KernelConfig {
  const stock = required(BatchMatMul);
  return {
    ...required(Conv2DBackpropInput),
    kernelFunc: (call) => inputGradient(stock, call),
  };
}

function inputGradient(stock: KernelConfig, call: KernelCall): TensorInfo {
  const backend = wasmOf(call);
  const dy = input(call, 'dy');
  const filter = input(call, 'filter');
  const c = convolutionOf(call, call.attrs?.inputShape as number[], filter.shape, dy.shape);
  const positions = c.batchSize * c.outHeight * c.outWidth;
  const cells = c.filterHeight * c.filterWidth * c.inChannels;

  const flatDy = reshaped(backend, dy, [positions, c.outChannels]);
  const flatFilter = reshaped(backend, filter, [cells, c.outChannels]);
  const turned = transposed(backend, flatFilter);
  const patches = product(stock, backend, flatDy, turned);
  const result = backend.makeOutput(c.inShape, 'float32');
  const to = floats(backend, result).fill(0);
  const from = floats(backend, patches);
  for (let row = 0; row < c.filterHeight; row++)
    for (let column = 0; column < c.filterWidth; column++) {
      const cell = (row * c.filterWidth + column) * c.inChannels;
      eachTap(c, row, column, (pixel, position) => {
        for (let channel = 0; channel < c.inChannels; channel++)
          to[pixel + channel] = to[pixel + channel] + from[position * cells + cell + channel];
      });
    }
  for (const { dataId } of [flatDy, flatFilter, turned, patches]) backend.disposeData(dataId);
  return result;
}
