import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../backend-error.js';
import type { BackendName, BackendRecord } from '../learner.js';
import { registerWasmKernels } from './kernels/register.js';

/** Fastest first. */
const PREFERENCE: readonly BackendName[] = ['node', 'wasm', 'cpu'];

/** What TensorFlow.js calls the backend. */
export const ENGINE_NAME = { node: 'tensorflow', wasm: 'wasm', cpu: 'cpu' } as const;

/**
 * Makes a backend of TensorFlow.js the current one.
 *
 * Without a name: the first of node, wasm, cpu that is there. 'node' needs `@tensorflow/tfjs-node`, an optional
 * dependency; 'wasm' gets the kernels it lacks, and faster or correct ones for some that it has; 'cpu' is
 * plain JavaScript.
 *
 * @throws BackendError where the named backend, or every one, is absent or does not start
 */
export async function loadBackend(name?: BackendName): Promise<BackendRecord> {
  tf.enableProdMode();
  const reasons: string[] = [];
  for (const candidate of name === undefined ? PREFERENCE : [name]) {
    try {
      return await start(candidate);
    } catch (error) {
      if (name !== undefined) throw new BackendError(absence(name, error), { cause: error });
      reasons.push(absence(candidate, error));
    }
  }
  throw new BackendError(reasons.join('\n'));
}

/** Makes the backend of a record the current one again, where another one was loaded since. */
export async function resumeBackend({ name }: BackendRecord): Promise<void> {
  if (tf.getBackend() !== ENGINE_NAME[name]) await start(name);
}

async function start(name: BackendName): Promise<BackendRecord> {
  const kernels = await register(name);
  if (!(await keepingHandlers(() => tf.setBackend(ENGINE_NAME[name])))) throw new Error('it did not start');
  return { name, version: tf.version_core, kernels, simd: await simd(name) };
}

/**
 * Takes back the handlers of uncaught errors that Emscripten gives the process when WebAssembly starts: they
 * throw again, which turns the exit status of any later crash into 7 and hides where it came from.
 */
async function keepingHandlers<T>(run: () => Promise<T>): Promise<T> {
  const errors = process.listeners('uncaughtException');
  const rejections = process.listeners('unhandledRejection');
  const result = await run();
  for (const listener of process.listeners('uncaughtException'))
    if (!errors.includes(listener)) process.off('uncaughtException', listener);
  for (const listener of process.listeners('unhandledRejection'))
    if (!rejections.includes(listener)) process.off('unhandledRejection', listener);
  return result;
}

/** Imports what registers the backend; returns the names of our own kernels. */
async function register(name: BackendName): Promise<readonly string[]> {
  switch (name) {
    case 'node':
      await import('@tensorflow/tfjs-node');
      return [];
    case 'wasm':
      await import('@tensorflow/tfjs-backend-wasm');
      return registerWasmKernels();
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return [];
  }
}

/** libtensorflow picks its instructions itself and does not tell which. */
async function simd(name: BackendName): Promise<boolean | null> {
  if (name === 'node') return null;
  return name === 'wasm' && (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
}

function absence(name: BackendName, error: unknown): string {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const remedy =
    name === 'node'
      ? ': @tensorflow/tfjs-node is optional, and its install needs a download of its own; without it use wasm'
      : '';
  return `TensorFlow.js backend ${name} is not available${remedy} (${reason})`;
}
