import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DataError } from '../data/data-error.js';
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

export interface Part {
  append(model: number, predictions: Uint16Array): void;
  close(): void;
}

/** Where the record of a model stands. */
export interface Place {
  readonly path: string;
  readonly offset: number;
}

/**
 * A new file that models are appended to in any order, one write each: what a kill leaves is whole records
 * and at most one torn one.
 */
export function openPart(path: string, layout: Layout): Part {
  const file = openSync(path, 'ax');
  writeAll(file, encodeHead(layout));
  return {
    append: (model, predictions) => writeAll(file, encodeRecord(layout, model, predictions)),
    close: () => closeSync(file),
  };
}

/**
 * Where each model of the slice stands in parts that runs left behind; damaged records are passed over.
 * @throws DataError where a part is of another plan, or two parts disagree about a model
 */
export function findPlaces(layout: Layout, paths: readonly string[], slice: Slice): Map<number, Place> {
  const places = new Map<number, Place>();
  const sums = new Map<number, number>();
  for (const path of paths)
    for (const { offset, record } of rawRecords(layout, path, false)) {
      const model = decodeRecord(layout, record)?.model;
      if (model === undefined || !(model >= slice.first && model < slice.end)) continue;
      const sum = record.readUInt32LE(record.length - 4);
      if ((sums.get(model) ?? sum) !== sum)
        throw new DataError(path, `model ${model}`, 'as another run predicted it', 'other predictions');
      sums.set(model, sum);
      places.set(model, { path, offset });
    }
  return places;
}

/** Writes the models of a slice in order, whole or not at all. */
export function writeSorted(
  layout: Layout,
  path: string,
  slice: Slice,
  places: ReadonlyMap<number, Place>,
): void {
  writeWhole(path, (out) => copyRecords(layout, out, slice, places));
}

function copyRecords(layout: Layout, out: number, slice: Slice, places: ReadonlyMap<number, Place>): void {
  const sources = new Map<string, number>();
  try {
    writeAll(out, encodeHead(layout));
    const record = Buffer.alloc(recordBytes(layout));
    for (let model = slice.first; model < slice.end; model++) {
      const place = places.get(model);
      if (place === undefined) throw new RangeError(`model ${model} is missing`);
      const source = sources.get(place.path) ?? openSync(place.path, 'r');
      sources.set(place.path, source);
      readSync(source, record, 0, record.length, place.offset);
      if (decodeRecord(layout, record)?.model !== model)
        throw new DataError(place.path, `model ${model}`, 'as it was a moment ago', 'another record');
      writeAll(out, record);
    }
  } finally {
    for (const source of sources.values()) closeSync(source);
  }
}

/**
 * The models of a finished store, one after the other.
 * @throws DataError unless it holds exactly the models of the slice, in order, undamaged, under this plan
 */
export function* storedModels(layout: Layout, path: string, slice: Slice): Generator<Uint16Array> {
  let expected = slice.first;
  for (const { record, place } of rawRecords(layout, path, true)) {
    const decoded = decodeRecord(layout, record);
    if (decoded === undefined) throw new DataError(path, `record ${place}`, 'whole', 'a damaged one');
    if (decoded.model !== expected || expected >= slice.end)
      throw new DataError(
        path,
        `record ${place}`,
        expected < slice.end ? `of model ${expected}` : 'absent',
        `model ${decoded.model}`,
      );
    yield decoded.predictions;
    expected += 1;
  }
  if (expected !== slice.end)
    throw new DataError(path, 'the end', `after model ${slice.end - 1}`, `none after ${expected - 1}`);
}

interface Raw {
  readonly record: Buffer;
  readonly offset: number;
  /** 1, 2, ... */
  readonly place: number;
}

/** Records of a file, checked by the caller. `strict`: the head must be whole and no byte left over. */
function* rawRecords(layout: Layout, path: string, strict: boolean): Generator<Raw> {
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
