import { type KernelConfig, type TensorInfo, UnsortedSegmentSum } from '@tensorflow/tfjs-core';
import { floats, input, integers, type KernelCall, wasmOf } from './heap.js';

/**
 * Sums of the rows of x that share a segment, which the backend lacks: the gradient of gather. Rows whose
 * segment is not in [0, numSegments) count nowhere, as on the CPU backend.
 */
export function unsortedSegmentSum(): KernelConfig {
  return { kernelName: UnsortedSegmentSum, backendName: 'wasm', kernelFunc: segmentSums };
}

function segmentSums(call: KernelCall): TensorInfo {
  const backend = wasmOf(call);
  const x = input(call, 'x');
  const segmentIds = input(call, 'segmentIds');
  const segments = call.attrs?.numSegments as number;
  const row = x.shape.slice(1);
  const result = backend.makeOutput([segments, ...row], 'float32');
  const to = floats(backend, result).fill(0);
  const from = floats(backend, x);
  const ids = integers(backend, segmentIds);
  const width = row.reduce((size, side) => size * side, 1);
  for (let i = 0; i < ids.length; i++) {
    const segment = ids[i];
    if (segment < 0 || segment >= segments) continue;
    for (let j = 0; j < width; j++) to[segment * width + j] = to[segment * width + j] + from[i * width + j];
  }
  return result;
}
