import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataType, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What the engine hands to a kernel. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: unknown;
  readonly attrs?: NamedAttrMap | undefined;
}

/** The engine calls kernels registered for 'wasm' with the WebAssembly backend only. */
export const wasmOf = (call: KernelCall): BackendWasm => call.backend as BackendWasm;

/** A named input; the engine's types know only that there may be one. */
export function input(call: KernelCall, name: string): TensorInfo {
  const tensor = call.inputs[name];
  if (tensor === undefined) throw new Error(`kernel input ${name} is missing`);
  return tensor;
}

/** A tensor's values in the WebAssembly heap. Stale as soon as another tensor is made: the heap may move. */
export function floats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return typed(backend, tensor, 'float32') as Float32Array;
}

/** As floats, for int32. */
export function integers(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  return typed(backend, tensor, 'int32') as Int32Array;
}

function typed(backend: BackendWasm, tensor: TensorInfo, dtype: DataType): unknown {
  if (tensor.dtype !== dtype) throw new Error(`kernel takes ${dtype} tensors, got ${tensor.dtype}`);
  return backend.typedArrayFromHeap(tensor);
}
