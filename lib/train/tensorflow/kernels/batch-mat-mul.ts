import { BatchMatMul, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, wasmOf } from './heap.js';
import { product, reshaped, transposed } from './mat-mul.js';
import { required, runKernel } from './stock.js';

/**
 * Product of two matrices: the backend's own kernel falls back to a naive loop where one is transposed, and the
 * gradient of every dense layer needs that. Transposing first and multiplying then is several times faster.
 * Products of several matrices at once stay with the backend's kernel.
 */
export function batchMatMul(): KernelConfig {
  const stock = required(BatchMatMul);
  return {
    ...stock,
    kernelFunc: (call) => {
      const { transposeA, transposeB } = call.attrs ?? {};
      return isMatrix(input(call, 'a')) && isMatrix(input(call, 'b'))
        ? multiply(stock, call, transposeA === true, transposeB === true)
        : runKernel(stock, call);
    },
  };
}

const isMatrix = ({ shape }: TensorInfo): boolean =>
  shape.length === 2 || (shape.length === 3 && shape[0] === 1);

function multiply(stock: KernelConfig, call: KernelCall, flipA: boolean, flipB: boolean): TensorInfo {
  const backend = wasmOf(call);
  const a = input(call, 'a');
  const b = input(call, 'b');
  const left = matrix(call, a, flipA);
  const right = matrix(call, b, flipB);
  const result = product(stock, backend, left, right);
  backend.disposeData(left.dataId);
  backend.disposeData(right.dataId);
  if (a.shape.length === 2 && b.shape.length === 2) return result;
  const shaped = reshaped(backend, result, [1, ...result.shape]);
  backend.disposeData(result.dataId);
  return shaped;
}

/** A tensor of one matrix as (rows, columns), turned over where it must be. */
function matrix(call: KernelCall, x: TensorInfo, flip: boolean): TensorInfo {
  const flat = reshaped(wasmOf(call), x, x.shape.slice(-2));
  if (!flip) return flat;
  const turned = transposed(wasmOf(call), flat);
  wasmOf(call).disposeData(flat.dataId);
  return turned;
}
