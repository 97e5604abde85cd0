import type { BackendName } from '../../lib/train/learner.js';
import { loadBackend } from '../../lib/train/tensorflow/backend.js';

/** What one backend says on its presence here: undefined where it runs, else why it is skipped. */
async function absence(name: BackendName): Promise<string | undefined> {
  try {
    await loadBackend(name);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every backend, and why its tests are skipped; only that of the optional dependency may be. */
export const BACKENDS: readonly { readonly name: BackendName; readonly skip: string | false }[] = [
  { name: 'cpu', skip: false },
  { name: 'wasm', skip: false },
  { name: 'node', skip: (await absence('node')) ?? false },
];
