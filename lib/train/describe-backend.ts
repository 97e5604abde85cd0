import type { BackendRecord } from './learner.js';

/** One line for a person: `TensorFlow.js 4.22.0 on WebAssembly with SIMD, own kernels BatchMatMul, ...` */
export function describeBackend({ name, version, kernels, simd }: BackendRecord): string {
  const engine = { node: 'libtensorflow', wasm: 'WebAssembly', cpu: 'plain JavaScript' }[name];
  const own = kernels.length > 0 ? `, own kernels ${kernels.join(', ')}` : '';
  return `TensorFlow.js ${version} on ${engine}${simd === true ? ' with SIMD' : ''}${own}`;
}
