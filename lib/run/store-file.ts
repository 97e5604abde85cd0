import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataError } from '../data/data-error.js';
import type { Numbers } from './codec.js';
import type { Slice } from './slice.js';
import {
  decodeRecord,
  encodeHead,
  encodeRecord,
  HEAD_BYTES,
  headFault,
  type Layout,
  recordBytes,
} from './store.js';
import { writeAll, writeWhole } from './whole-file.js';

/** Bytes read at once. */
const CHUNK = 1 << 20;

export interface Part<V extends Numbers> {
  append(index: number, values: V): void;
  close(): void;
}

/** Where a record stands. */
export interface Place {
  readonly path: string;
  readonly offset: number;
}

/**
 * A new file that records are appended to in any order, one write each: what a kill leaves is whole records
 * and at most one torn one.
 */
export function openPart<V extends Numbers>(path: string, layout: Layout<V>): Part<V> {
  const file = openSync(path, 'ax');
  writeAll(file, encodeHead(layout));
  return {
    append: (index, values) => writeAll(file, encodeRecord(layout, index, values)),
    close: () => closeSync(file),
  };
}

/**
 * Where each record of the slice stands in parts that runs left behind; damaged records are passed over.
 * @throws DataError where a part is of another plan, or two parts disagree about a record
 */
export function findPlaces<V extends Numbers>(
  layout: Layout<V>,
  paths: readonly string[],
  slice: Slice,
): Map<number, Place> {
  const { item, content } = layout.codec;
  const places = new Map<number, Place>();
  const sums = new Map<number, number>();
  for (const path of paths)
    for (const { offset, record } of rawRecords(layout, path, false)) {
      const index = decodeRecord(layout, record)?.index;
      if (index === undefined || !(index >= slice.first && index < slice.end)) continue;
      const sum = record.readUInt32LE(record.length - 4);
      if ((sums.get(index) ?? sum) !== sum)
        throw new DataError(path, `${item} ${index}`, 'as another run left it', `other ${content}`);
      sums.set(index, sum);
      places.set(index, { path, offset });
    }
  return places;
}

/** Writes the records of a slice in order, whole or not at all. */
export function writeSorted<V extends Numbers>(
  layout: Layout<V>,
  path: string,
  slice: Slice,
  places: ReadonlyMap<number, Place>,
): void {
  writeWhole(path, (out) => copyRecords(layout, out, slice, places));
}

function copyRecords<V extends Numbers>(
  layout: Layout<V>,
  out: number,
  slice: Slice,
  places: ReadonlyMap<number, Place>,
): void {
  const { item } = layout.codec;
  const sources = new Map<string, number>();
  try {
    writeAll(out, encodeHead(layout));
    const record = Buffer.alloc(recordBytes(layout));
    for (let index = slice.first; index < slice.end; index++) {
      const place = places.get(index);
      if (place === undefined) throw new RangeError(`${item} ${index} is missing`);
      const source = sources.get(place.path) ?? openSync(place.path, 'r');
      sources.set(place.path, source);
      readSync(source, record, 0, record.length, place.offset);
      if (decodeRecord(layout, record)?.index !== index)
        throw new DataError(place.path, `${item} ${index}`, 'as it was a moment ago', 'another record');
      writeAll(out, record);
    }
  } finally {
    for (const source of sources.values()) closeSync(source);
  }
}

/**
 * The numbers of a finished store, one record after the other.
 * @throws DataError unless it holds exactly the records of the slice, in order, undamaged, under this plan
 */
export function* storedValues<V extends Numbers>(
  layout: Layout<V>,
  path: string,
  slice: Slice,
): Generator<V> {
  const { item } = layout.codec;
  let expected = slice.first;
  for (const { record, place } of rawRecords(layout, path, true)) {
    const decoded = decodeRecord(layout, record);
    if (decoded === undefined) throw new DataError(path, `record ${place}`, 'whole', 'a damaged one');
    if (decoded.index !== expected || expected >= slice.end)
      throw new DataError(
        path,
        `record ${place}`,
        expected < slice.end ? `of ${item} ${expected}` : 'absent',
        `${item} ${decoded.index}`,
      );
    yield decoded.values;
    expected += 1;
  }
  if (expected !== slice.end)
    throw new DataError(path, 'the end', `after ${item} ${slice.end - 1}`, `none after ${expected - 1}`);
}

interface Raw {
  readonly record: Buffer;
  readonly offset: number;
  /** 1, 2, ... */
  readonly place: number;
}

/** Records of a file, checked by the caller. `strict`: the head must be whole and no byte left over. */
function* rawRecords<V extends Numbers>(layout: Layout<V>, path: string, strict: boolean): Generator<Raw> {
  const size = recordBytes(layout);
  const file = openSync(path, 'r');
  try {
    const total = fstatSync(file).size;
    const head = Buffer.alloc(Math.min(total, HEAD_BYTES));
    readSync(file, head, 0, head.length, 0);
    const fault = headFault(layout, head);
    // a run killed while it wrote the head left nothing behind
    if (fault === 'damaged' && !strict) return;
    if (fault !== undefined) throw new DataError(path, 'head', 'that of this plan', fault);
    const count = Math.floor((total - HEAD_BYTES) / size);
    const chunk = Buffer.alloc(size * Math.max(1, Math.floor(CHUNK / size)));
    for (let place = 0; place < count; ) {
      const offset = HEAD_BYTES + place * size;
      const read = readSync(file, chunk, 0, Math.min(chunk.length, (count - place) * size), offset);
      if (read < size) return;
      for (let at = 0; at + size <= read; at += size) {
        place += 1;
        yield { record: chunk.subarray(at, at + size), offset: offset + at, place };
      }
    }
    if (strict && HEAD_BYTES + count * size !== total)
      throw new DataError(path, `record ${count + 1}`, 'whole', 'the beginning of one');
  } finally {
    closeSync(file);
  }
}
