import { readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import type { Io } from './io.js';

/** The real files and screen. */
export const systemIo: Io = {
  // '-' is standard input, as usual: `dpih certify ... --json | dpih verify -`
  read: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
  write(path, text) {
    // written beside the target and renamed, so that an interrupted write never looks complete
    const partial = `${path}.${process.pid}.partial`;
    try {
      writeFileSync(partial, text, { flag: 'wx' });
      renameSync(partial, path);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  },
  print: (text) => writeAll(1, text),
  warn: (text) => writeAll(2, text),
  isTTY: process.stderr.isTTY === true,
  now: () => performance.now(),
};

/** Synchronous, so that process.exit cannot cut a long document short in a pipe. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') return; // the reader has seen enough
      if (code !== 'EAGAIN') throw error;
    }
  }
}
