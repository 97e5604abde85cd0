import type { Io } from './io.js';
import { type Progress, progress } from './progress.js';

/** Work that can be stopped and says how far it is: `done` of `total`. */
export type Work<T> = (signal: AbortSignal, onProgress: (done: number, total: number) => void) => Promise<T>;

export interface Told {
  /** the line of the progress bar */
  line(done: number, total: number): string;
  /** what is said when it was stopped; undefined: nothing, as nothing was kept */
  stopped(done: number): string | undefined;
  /** what an error of the work is to the user */
  asInput(error: unknown): unknown;
}

/** Does work with a progress line. Control-C stops it, says what was kept, and ends the process as a shell expects. */
export async function interruptible<T>({ line, stopped, asInput }: Told, io: Io, work: Work<T>): Promise<T> {
  const interruption = new AbortController();
  const stop = (): void => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', stop);
  let bar: Progress | undefined;
  let kept = 0;
  let reached = 0;
  try {
    return await work(interruption.signal, (done, total) => {
      reached = done;
      // the pace is that of what is done now
      if (bar === undefined) {
        kept = done;
        bar = progress(io, total - kept);
      }
      bar.at(done - kept, line(done, total));
    });
  } catch (error) {
    if (!interruption.signal.aborted) throw asInput(error);
    bar?.done();
    const said = stopped(reached);
    if (said !== undefined) io.warn(`dpih: ${said}\n`);
    process.removeListener('SIGINT', stop);
    // as the shell expects of a program that was interrupted
    process.kill(process.pid, 'SIGINT');
    throw error;
  } finally {
    bar?.done();
    process.removeListener('SIGINT', stop);
  }
}
