import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ReleaseRecord } from '../../lib/core/document.js';
import { fileSha256 } from '../../lib/data/source-files.js';

/** What became of a file that a document names. */
export interface ReleasedFile {
  readonly text: string;
  /** it stands beside the document and is not the one that was written with it */
  readonly altered: boolean;
}

/** The files of a release, looked up beside its document. @param path of the document, '-' where it has none */
export async function releasedFiles(
  { files }: ReleaseRecord,
  path: string,
): Promise<readonly ReleasedFile[]> {
  const found: ReleasedFile[] = [];
  for (const { name, sha256 } of files) {
    const beside = join(dirname(path), basename(name));
    if (path === '-' || !existsSync(beside)) {
      found.push({ text: `-     ${name}: not beside the document, so not checked`, altered: false });
      continue;
    }
    const actual = await fileSha256(beside);
    found.push(
      actual === sha256
        ? { text: `ok    ${name}: SHA-256 as stated`, altered: false }
        : { text: `FAILS ${name}: SHA-256 is ${actual}`, altered: true },
    );
  }
  return found;
}
