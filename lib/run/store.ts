import { crc32 } from 'node:zlib';
import { DataError } from '../data/data-error.js';
import type { Codec, Numbers } from './codec.js';

/**
 * What many models predicted, or many units of a game scored, as bytes: a head, then one record of fixed width
 * for each model or unit.
 *
 *   head    magic, 8 bytes | fingerprint of the plan, 32 bytes | width N, u32 | CRC-32 of all that, u32
 *   record  index, u32 | N numbers | CRC-32 of all that, u32
 *
 * Little-endian. Fixed width makes a torn tail harmless and every record findable; a checksum for each
 * record means that what is read was written whole. The codec says what a number is.
 */
export interface Layout<Values extends Numbers> {
  /** fingerprint of the plan, 64 hexadecimal digits */
  readonly fingerprint: string;
  /** numbers N of one record */
  readonly width: number;
  readonly codec: Codec<Values>;
}

/** One record as it was stored. */
export interface Entry<Values> {
  /** which model or unit */
  readonly index: number;
  readonly values: Values;
}

const MAGIC_BYTES = 8;
export const HEAD_BYTES = MAGIC_BYTES + 32 + 4 + 4;

/** What the bytes of a store look like, whatever its numbers are. */
interface Shape {
  readonly fingerprint: string;
  readonly width: number;
  readonly codec: Pick<Codec<Numbers>, 'magic' | 'content' | 'bytes'>;
}

export function recordBytes({ width, codec }: Shape): number {
  return 4 + codec.bytes * width + 4;
}

export function encodeHead({ fingerprint, width, codec }: Shape): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(codec.magic, 'latin1');
  head.write(fingerprint, MAGIC_BYTES, 'hex');
  head.writeUInt32LE(width, MAGIC_BYTES + 32);
  return sealed(head);
}

/** @throws RangeError where there are not as many numbers as the width says, or one must not be stored */
export function encodeRecord<V extends Numbers>(layout: Layout<V>, index: number, values: V): Buffer {
  const { width, codec } = layout;
  if (values.length !== width)
    throw new RangeError(`${width} ${codec.content} are needed, got ${values.length}`);
  const record = Buffer.alloc(recordBytes(layout));
  record.writeUInt32LE(index, 0);
  codec.write(values, record, 4);
  return sealed(record);
}

/** Why these bytes are not the head of this layout; undefined where they are. */
export function headFault(layout: Shape, head: Buffer): string | undefined {
  if (!whole(head)) return 'damaged';
  if (head.toString('latin1', 0, MAGIC_BYTES) !== layout.codec.magic) return `no ${layout.codec.content}`;
  if (!head.equals(encodeHead(layout))) return 'of another plan';
  return undefined;
}

/** The index and its numbers, or undefined where the record is damaged. */
export function decodeRecord<V extends Numbers>(layout: Layout<V>, record: Buffer): Entry<V> | undefined {
  if (record.length !== recordBytes(layout) || !whole(record)) return undefined;
  const values = layout.codec.read(record, 4, layout.width);
  return values === undefined ? undefined : { index: record.readUInt32LE(0), values };
}

/** The records of a slice as one store, in ascending order: what a job of a queue returns. */
export function encodeStore<V extends Numbers>(layout: Layout<V>, records: ReadonlyMap<number, V>): Buffer {
  const sorted = [...records].sort(([a], [b]) => a - b);
  return Buffer.concat([
    encodeHead(layout),
    ...sorted.map(([index, values]) => encodeRecord(layout, index, values)),
  ]);
}

/**
 * The records of a whole store.
 * @param name  where the bytes came from, as an error names it
 * @throws DataError where any byte is damaged, missing or too many, an index stands twice, or the plan is another
 */
export function decodeStore<V extends Numbers>(
  layout: Layout<V>,
  bytes: Buffer,
  name: string,
): Map<number, V> {
  const fault = headFault(layout, bytes.subarray(0, HEAD_BYTES));
  if (fault !== undefined) throw new DataError(name, 'head', 'that of this plan', fault);
  const size = recordBytes(layout);
  const { item } = layout.codec;
  const records = new Map<number, V>();
  for (let at = HEAD_BYTES; at < bytes.length; at += size) {
    const where = `record ${(at - HEAD_BYTES) / size + 1}`;
    const decoded = decodeRecord(layout, bytes.subarray(at, at + size));
    if (decoded === undefined) throw new DataError(name, where, 'whole', 'a damaged one');
    if (records.has(decoded.index))
      throw new DataError(name, where, `of a ${item} that comes once`, `${item} ${decoded.index} again`);
    records.set(decoded.index, decoded.values);
  }
  return records;
}

/** Writes the checksum of all before it into the last four bytes. */
function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

function whole(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32LE(bytes.length - 4) === crc32(bytes.subarray(0, -4));
}
