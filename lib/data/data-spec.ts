import type { Domain } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { ReadOptions } from './format.js';
import type { SplitRule } from './split.js';
import type { Step } from './steps.js';

/** Records as plain JSON says to make them: what to read, which steps, into which domain. */
export interface SourceSpec {
  /** 'glyphs', or the path of a file or folder */
  readonly source: string;
  readonly read?: ReadOptions;
  /** in order; fitted ones take their constants from `public` */
  readonly steps: readonly Step[];
  /** records that are nobody's secret, and none of the source's */
  readonly public?: { readonly path: string; readonly read?: ReadOptions };
  /** clipped into this after the steps: a ball or a box */
  readonly domain: Domain;
  /** what was read, by content; as `pinned` fills it in. A file that differs is then refused */
  readonly files?: readonly SourceFile[];
}

/** Training and test records, likewise. */
export interface DataSpec extends SourceSpec {
  readonly test: SplitRule | TestFile;
}

/** Test records of their own file, which pass through the same steps. */
export interface TestFile {
  readonly path: string;
  readonly read?: ReadOptions;
  /** use only so many, chosen by a shuffle from the seed */
  readonly limit?: number;
  readonly seed?: string;
}

/** A file and its contents; a folder stands as one. */
export interface SourceFile {
  readonly path: string;
  /** 64 hex digits */
  readonly sha256: string;
}

/** Whether the test records come from a file of their own. */
export function isTestFile(test: DataSpec['test']): test is TestFile {
  return 'path' in test;
}

/**
 * The spec less its paths: what was read stands there by content. Two machines that keep the same files in
 * different folders have the same identity.
 *
 * @throws DomainError  where files are read and `files` is missing: pinned() fills it in
 */
export function dataIdentity(spec: SourceSpec | DataSpec): unknown {
  const reads =
    spec.source !== 'glyphs' || spec.public !== undefined || ('test' in spec && isTestFile(spec.test));
  if (reads && spec.files === undefined)
    throw new DomainError('files', 'filled in before a spec has an identity', 'none');
  const { source, read, public: publicSet, files, ...rest } = spec;
  const test = 'test' in spec ? spec.test : undefined;
  return {
    ...rest,
    source: source === 'glyphs' ? 'glyphs' : 'file',
    read: withoutPath(read),
    ...(publicSet === undefined ? {} : { public: { read: withoutPath(publicSet.read) } }),
    ...(test === undefined || !isTestFile(test)
      ? {}
      : { test: { read: withoutPath(test.read), limit: test.limit, seed: test.seed } }),
    files: (files ?? []).map(({ sha256 }) => sha256),
  };
}

/** ReadOptions less the path of the label file, whose content is among the files. */
function withoutPath(read: ReadOptions = {}): unknown {
  const { labels, ...rest } = read;
  return { ...rest, labels: labels !== undefined };
}
