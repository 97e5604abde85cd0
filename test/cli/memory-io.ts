import type { Io } from '../../cli/io.js';
import { main } from '../../cli/main.js';

/** Files and screen in memory. */
export interface MemoryIo extends Io {
  readonly files: Map<string, string>;
  out: string;
  err: string;
}

export function memoryIo(files: Readonly<Record<string, string>> = {}, isTTY = false): MemoryIo {
  const stored = new Map(Object.entries(files));
  let clock = 0;
  return {
    files: stored,
    out: '',
    err: '',
    isTTY,
    read(path) {
      const text = stored.get(path);
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
    write(path, text) {
      if (path.startsWith('/nowhere/')) throw Object.assign(new Error('no such folder'), { code: 'ENOENT' });
      stored.set(path, text);
    },
    print(text) {
      this.out += text;
    },
    warn(text) {
      this.err += text;
    },
    now: () => {
      clock += 600;
      return clock;
    },
  };
}

/** Runs one command line on files in memory. */
export async function dpih(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const io = memoryIo(files);
  const code = await main(args, io, '0.0.0');
  return { code, io, out: io.out, err: io.err };
}
