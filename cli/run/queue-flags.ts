import type { Flags } from '../command.js';
import { text } from '../flag.js';

const QUEUE = 'Many machines:';

/** Training on the workers of a queue, in place of this machine. */
export const QUEUE_FLAGS = {
  queue: text(QUEUE, 'redis://HOST:PORT: train on the workers (dpih worker) of this Redis server'),
  shards: text(QUEUE, 'with --queue: pieces that the models are cut into (default 20)'),
} satisfies Flags;

export const WORKER_FLAGS = {
  queue: text(QUEUE, 'redis://HOST:PORT: the Redis server to take shards from'),
  'data-root': text(
    QUEUE,
    'folder of the data files, by their names; no other is read (default: where certify read them)',
  ),
  workers: text(QUEUE, 'threads (default: the cores of this machine)'),
  idle: text(QUEUE, 'leave once the queue was empty for so many seconds (default: never)'),
  lock: text(QUEUE, 'seconds of silence after which a shard is given to another worker (default 15)'),
} satisfies Flags;
