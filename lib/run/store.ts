import { crc32 } from 'node:zlib';
import { DataError } from '../data/data-error.js';

/**
 * Predictions of many models as bytes: a head, then one record of fixed width for each model.
 *
 *   head    'dpih/run' | fingerprint of the plan, 32 bytes | records N, u32 | CRC-32 of all that, u32
 *   record  model, u32 | predicted class of each test record, u16 x N | CRC-32 of all that, u32
 *
 * Little-endian. Fixed width makes a torn tail harmless and every record findable; a checksum for each
 * record means that what is read was written whole.
 */
export interface Layout {
  /** fingerprint of the plan, 64 hexadecimal digits */
  readonly fingerprint: string;
  /** number of test records N */
  readonly records: number;
  /** number of classes: every prediction is below it */
  readonly classes: number;
}

const MAGIC = Buffer.from('dpih/run', 'latin1');
export const HEAD_BYTES = MAGIC.length + 32 + 4 + 4;

export function recordBytes({ records }: Layout): number {
  return 4 + 2 * records + 4;
}

export function encodeHead({ fingerprint, records }: Layout): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(head);
  head.write(fingerprint, MAGIC.length, 'hex');
  head.writeUInt32LE(records, MAGIC.length + 32);
  return sealed(head);
}

/** @throws RangeError where a prediction is no class, or there is not one for each record */
export function encodeRecord(layout: Layout, model: number, predictions: Uint16Array): Buffer {
  if (predictions.length !== layout.records)
    throw new RangeError(`${layout.records} predictions are needed, got ${predictions.length}`);
  const record = Buffer.alloc(recordBytes(layout));
  record.writeUInt32LE(model, 0);
  predictions.forEach((label, i) => {
    if (!(label < layout.classes)) throw new RangeError(`a prediction must be a class, got ${label}`);
    record.writeUInt16LE(label, 4 + 2 * i);
  });
  return sealed(record);
}

/** Why these bytes are not the head of this layout; undefined where they are. */
export function headFault(layout: Layout, head: Buffer): string | undefined {
  if (!whole(head)) return 'damaged';
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) return 'no predictions';
  if (!head.equals(encodeHead(layout))) return 'of another plan';
  return undefined;
}

/** The model and its predictions, or undefined where the record is damaged. */
export function decodeRecord(
  layout: Layout,
  record: Buffer,
): { readonly model: number; readonly predictions: Uint16Array } | undefined {
  if (record.length !== recordBytes(layout) || !whole(record)) return undefined;
  const predictions = new Uint16Array(layout.records);
  for (let i = 0; i < layout.records; i++) {
    const label = record.readUInt16LE(4 + 2 * i);
    if (!(label < layout.classes)) return undefined;
    predictions[i] = label;
  }
  return { model: record.readUInt32LE(0), predictions };
}

/** The models of a slice as one store, in ascending order: what a job of a queue returns. */
export function encodeStore(layout: Layout, models: ReadonlyMap<number, Uint16Array>): Buffer {
  const sorted = [...models].sort(([a], [b]) => a - b);
  return Buffer.concat([
    encodeHead(layout),
    ...sorted.map(([model, predictions]) => encodeRecord(layout, model, predictions)),
  ]);
}

/**
 * The models of a whole store.
 * @param name  where the bytes came from, as an error names it
 * @throws DataError where any byte is damaged, missing or too many, a model stands twice, or the plan is another
 */
export function decodeStore(layout: Layout, bytes: Buffer, name: string): Map<number, Uint16Array> {
  const fault = headFault(layout, bytes.subarray(0, HEAD_BYTES));
  if (fault !== undefined) throw new DataError(name, 'head', 'that of this plan', fault);
  const size = recordBytes(layout);
  const models = new Map<number, Uint16Array>();
  for (let at = HEAD_BYTES; at < bytes.length; at += size) {
    const where = `record ${(at - HEAD_BYTES) / size + 1}`;
    const decoded = decodeRecord(layout, bytes.subarray(at, at + size));
    if (decoded === undefined) throw new DataError(name, where, 'whole', 'a damaged one');
    if (models.has(decoded.model))
      throw new DataError(name, where, 'of a model that comes once', `model ${decoded.model} again`);
    models.set(decoded.model, decoded.predictions);
  }
  return models;
}

/** Writes the checksum of all before it into the last four bytes. */
function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

function whole(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32LE(bytes.length - 4) === crc32(bytes.subarray(0, -4));
}
