import { createHash } from 'node:crypto';
import type { BackendName, GradientSpec } from '../../lib/train/learner.js';
import { loadBackend } from '../../lib/train/tensorflow/backend.js';
import { disposeOf } from '../../lib/train/tensorflow/network.js';
import { loadTape } from '../../lib/train/tensorflow/tape.js';
import { trainNetwork } from '../../lib/train/tensorflow/train-network.js';
import { noisySet, SMALL } from './noisy-set.js';

// Weights trained in a process of its own: node weights-child.js BACKEND prints one hash for each learner.

const name = process.argv[2] as BackendName;
await loadBackend(name);
await loadTape();
Math.random = () => {
  throw new Error('Math.random was called');
};
for (const spec of SMALL) console.log(spec.kind, hash(spec));

function hash(spec: GradientSpec): string {
  const { network } = trainNetwork(spec, noisySet(150), 'seed', { height: 4, width: 4, channels: 1 });
  const sha = createHash('sha256');
  for (const { variable } of network.parameters) sha.update(variable.dataSync() as Float32Array);
  disposeOf(network);
  return sha.digest('hex');
}
