/** What goes wrong with a queue: the server, the package, or a shard that failed on a worker. */
export class QueueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueueError';
  }
}

/** Jobs of every run wait in one queue: their ids tell the runs apart. */
export const QUEUE_NAME = 'shards';

/** Where the queue is, as both ends of it hand it to BullMQ. */
export interface QueuePlace {
  readonly connection: { readonly url: string; readonly maxRetriesPerRequest: null };
  readonly prefix: string;
}

/** @throws QueueError where the text is no address of a Redis server */
export function queuePlace(url: string): QueuePlace {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^rediss?:$/.test(address.protocol) || address.hostname === '')
    throw new QueueError(
      `the queue must be redis://HOST:PORT or rediss://HOST:PORT, got ${shownAddress(url)}`,
    );
  return { connection: { url, maxRetriesPerRequest: null }, prefix: 'dpih' };
}

/** The address without its password, which belongs in no message. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return url.replace(/:[^:@/]*@/, ':***@');
  const address = new URL(url);
  if (address.password !== '') address.password = '***';
  return address.href;
}

/** BullMQ is an optional peer: whoever needs no queue need not install it. @throws QueueError where it is absent */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    return await import('bullmq');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new QueueError('a queue needs the package bullmq, which is not installed: npm install bullmq@5');
  }
}

/**
 * Asks the server once. Afterwards both ends wait for as long as the server is away, so that a restart of it
 * stops no run; but a mistaken address must be said at once.
 *
 * @throws QueueError where no Redis server answers
 */
export async function reachQueue(url: string): Promise<void> {
  const { connection, prefix } = queuePlace(url);
  const { Queue } = await loadBullmq();
  const queue = new Queue(QUEUE_NAME, {
    prefix,
    connection: { ...connection, retryStrategy: () => null },
  });
  // the rejection below says the same; an 'error' event without a listener would end the process
  queue.on('error', () => {});
  try {
    await queue.waitUntilReady();
  } catch (error) {
    throw new QueueError(`no Redis server answers at ${shownAddress(url)} (${reasonOf(error)})`);
  } finally {
    await queue.close().catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? error.message;
}
