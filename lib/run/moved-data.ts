import { basename, join } from 'node:path';
import { type DataSpec, isTestFile } from '../data/data-spec.js';
import { DomainError } from '../numerics/index.js';

/** The spec with every path put through `move`. */
export function movedData(data: DataSpec, move: (path: string) => string): DataSpec {
  const moved = (path: string): string => (path === 'glyphs' ? path : move(path));
  const place = <T extends { readonly path: string }>(file: T): T => ({ ...file, path: moved(file.path) });
  const read = <T extends { readonly read?: DataSpec['read'] }>(file: T): T =>
    file.read?.labels === undefined
      ? file
      : { ...file, read: { ...file.read, labels: moved(file.read.labels) } };
  return {
    ...read(data),
    source: moved(data.source),
    ...(data.public === undefined ? {} : { public: read(place(data.public)) }),
    ...(isTestFile(data.test) ? { test: read(place(data.test)) } : {}),
    ...(data.files === undefined ? {} : { files: data.files.map(place) }),
  };
}

/** The same files by name in the folder of the data, whatever folder the plan says. @throws DomainError */
export function locatedData(data: DataSpec, root: string | undefined): DataSpec {
  if (root === undefined) return data;
  return movedData(data, (path) => {
    const name = basename(path);
    if (name === '' || name === '.' || name === '..')
      throw new DomainError('a data file of the plan', 'a name in the data root', path);
    return join(root, name);
  });
}
