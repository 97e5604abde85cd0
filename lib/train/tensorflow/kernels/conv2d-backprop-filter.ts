import { BatchMatMul, Conv2DBackpropFilter, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionOf, eachTap } from './convolution.js';
import { floats, input, type KernelCall, wasmOf } from './heap.js';
import { product, reshaped } from './mat-mul.js';
import { required } from './stock.js';

/**
 * Gradient of a convolution by its filter, which the backend lacks: the input's patches as a matrix of
 * (filter cells x channels, output positions), times dy (output positions, filters).
 */
export function conv2dBackpropFilter(): KernelConfig {
  const stock = required(BatchMatMul);
  return {
    kernelName: Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: (call) => filterGradient(stock, call),
  };
}

function filterGradient(stock: KernelConfig, call: KernelCall): TensorInfo {
  const backend = wasmOf(call);
  const x = input(call, 'x');
  const dy = input(call, 'dy');
  const filterShape = call.attrs?.filterShape as number[];
  const c = convolutionOf(call, x.shape, filterShape, dy.shape);
  const positions = c.batchSize * c.outHeight * c.outWidth;

  const patches = backend.makeOutput([c.filterHeight * c.filterWidth * c.inChannels, positions], 'float32');
  const to = floats(backend, patches).fill(0); // padding stays 0
  const from = floats(backend, x);
  for (let row = 0; row < c.filterHeight; row++)
    for (let column = 0; column < c.filterWidth; column++) {
      const first = (row * c.filterWidth + column) * c.inChannels * positions;
      eachTap(c, row, column, (pixel, position) => {
        for (let channel = 0; channel < c.inChannels; channel++)
          to[first + channel * positions + position] = from[pixel + channel];
      });
    }

  const flat = reshaped(backend, dy, [positions, c.outChannels]);
  const result = product(stock, backend, patches, flat);
  const shaped = reshaped(backend, result, filterShape);
  for (const { dataId } of [patches, flat, result]) backend.disposeData(dataId);
  return shaped;
}
