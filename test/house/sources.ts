import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Source texts below the given folders (relative to the package root, where tests run), by path. */
export function sources(folders: readonly string[], endings: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (endings.some((ending) => entry.name.endsWith(ending)))
        files.set(path, readFileSync(path, 'utf8'));
    }
  };
  for (const folder of folders) walk(folder);
  return files;
}
