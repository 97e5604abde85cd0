import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PART = '.part-';

/** A name beside `path` that no other process uses, on this machine or on another one that shares the disk. */
export function partPath(path: string): string {
  return `${path}${PART}${randomBytes(4).toString('hex')}`;
}

/** The parts that lie beside the file NAME of a folder: of runs that are going on, or were killed. */
export function partsOf(folder: string, name: string): string[] {
  return readdirSync(folder)
    .filter((entry) => entry.startsWith(`${name}${PART}`))
    .sort()
    .map((entry) => join(folder, entry));
}

/** Removes the parts of these files: only once nobody is at work on them. @param of which, by name; default: all */
export function sweepParts(folder: string, of: (name: string) => boolean = () => true): void {
  for (const entry of readdirSync(folder)) {
    const [name = '', ...rest] = entry.split(PART);
    if (rest.length > 0 && of(name)) rmSync(join(folder, entry), { force: true });
  }
}

/** Writes a file through `fill`, whole or not at all, over one that may be there. */
export function writeWhole(path: string, fill: string | ((file: number) => void)): void {
  const part = partPath(path);
  try {
    const file = openSync(part, 'wx');
    try {
      if (typeof fill === 'string') writeAll(file, Buffer.from(fill));
      else fill(file);
      // the content must be on the disk before the name is
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

export function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
