import { QueueError, queuePlace } from '../../lib/run/queue-connection.js';
import { serveTasks } from '../../lib/run/queue-serve.js';
import { shardWorker } from '../../lib/run/shard-worker.js';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readPositive, readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';

/** Most seconds that a flag may name: ten days. */
const LONGEST = 864_000;

/** `dpih worker`: takes shards from a queue until there are none, or until it is told to leave. */
export async function worker({ text }: Given, io: Io): Promise<ExitCode> {
  const { queue: url } = text;
  if (url === undefined)
    throw new UsageError('--queue must be given, such as redis://localhost:6379, got nothing');
  const idle = text.idle === undefined ? undefined : await readSeconds('idle', text.idle);
  const lock = text.lock === undefined ? undefined : await readSeconds('lock', text.lock);
  const workers = text.workers === undefined ? undefined : await readWhole('workers', text.workers, 1, 4096);
  const leave = new AbortController();
  const stop = (): void => leave.abort(new Error('the worker was told to leave'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    queuePlace(url);
    const work = shardWorker({
      version: version(),
      signal: leave.signal,
      ...(text['data-root'] === undefined ? {} : { dataRoot: text['data-root'] }),
      ...(workers === undefined ? {} : { workers }),
    });
    const done = await serveTasks(url, work, {
      signal: leave.signal,
      ...(idle === undefined ? {} : { idleSeconds: idle }),
      ...(lock === undefined ? {} : { lockSeconds: lock }),
      onTask: ({ name, failure }) =>
        io.warn(failure === undefined ? `${name} done\n` : `${name} failed ${failure}\n`),
    });
    io.print(`${done} shards done\n`);
    return 0;
  } catch (error) {
    if (error instanceof QueueError) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function readSeconds(flag: string, text: string): Promise<number> {
  const seconds = await readPositive(flag, text);
  if (!(seconds >= 1 && seconds <= LONGEST)) throw UsageError.of(flag, `in [1, ${LONGEST}] seconds`, text);
  return seconds;
}
