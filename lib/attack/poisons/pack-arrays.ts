import { endianness } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { npyHeader } from '../../release/npy-header.js';

/** One array of an archive, in C order. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint16Array | Uint32Array;
}

/** The same for every archive: its bytes follow from its content. The first date that a zip file can hold. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compress: false } as const;
const LITTLE = endianness() === 'LE';

/** Arrays as a NumPy archive that `numpy.load` opens without pickle: little-endian, stored and not deflated. */
export async function packArrays(arrays: readonly NamedArray[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, shape, values } of arrays)
    zip.addBuffer(
      Buffer.concat([npyHeader(typeOf(values), shape), littleEndian(values)]),
      `${name}.npy`,
      ENTRY,
    );
  zip.end();
  return buffer(zip.outputStream);
}

function typeOf(values: NamedArray['values']): string {
  if (values instanceof Float32Array) return '<f4';
  return values instanceof Uint16Array ? '<u2' : '<u4';
}

function littleEndian(values: NamedArray['values']): Buffer {
  const bytes = Buffer.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (LITTLE) return bytes;
  return values.BYTES_PER_ELEMENT === 2 ? bytes.swap16() : bytes.swap32();
}
