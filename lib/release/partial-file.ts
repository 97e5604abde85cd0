import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where a file is written before it is renamed to `path`: it names the process, so two do not meet. */
export function partialPath(path: string): string {
  return `${path}.${process.pid}.partial`;
}

/** Removes what runs that were killed left beside `path`. A run that is still going keeps its own. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`)) continue;
    const pid = /^(\d+)\.partial$/.exec(entry.slice(name.length + 1))?.[1];
    if (pid !== undefined && (Number(pid) === process.pid || !running(Number(pid))))
      await rm(join(folder, entry), { force: true });
  }
}

/** Writes a new file and waits until the disk has it, so that a rename cannot come before its content. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of another user is running all the same
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
