import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a file of the shared data folder is: $DPIH_DATA, else ../shared/data beside the repository. undefined
 * where it is absent, so that a user's tests skip; in CI (CI=true) that is an error.
 */
export function sharedDataPath(name: string): string | undefined {
  const folder = process.env.DPIH_DATA ?? join(process.cwd(), '..', 'shared', 'data');
  const path = join(folder, name);
  if (existsSync(path)) return path;
  if (process.env.CI === 'true') throw new Error(`${path} is missing, and CI=true`);
  return undefined;
}

/** The text of such a file. */
export function sharedData(name: string): string | undefined {
  const path = sharedDataPath(name);
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
