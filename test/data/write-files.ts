import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { ZipFile } from 'yazl';

/** A folder with these files that is removed after the test; gives the path of a name in it. */
export function folder(
  t: { teardown(fn: () => void): void },
  files: Readonly<Record<string, string | Uint8Array>> = {},
): (name?: string) => string {
  const root = mkdtempSync(join(tmpdir(), 'dpih-readers-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return (name = '') => join(root, name);
}

const IDX = { uint8: 8, int8: 9, int16: 11, int32: 12, float32: 13, float64: 14 } as const;
export type IdxType = keyof typeof IDX;
/** NumPy's names of the types. */
export const NUMPY = {
  uint8: 'u1',
  int8: 'i1',
  uint16: 'u2',
  int16: 'i2',
  uint32: 'u4',
  int32: 'i4',
  uint64: 'u8',
  int64: 'i8',
  float32: 'f4',
  float64: 'f8',
} as const;
export type NumpyType = keyof typeof NUMPY;

/** Numbers one after the other. */
export function stored(type: NumpyType, values: readonly number[], little: boolean): Buffer {
  const size = Number(NUMPY[type][1]);
  const out = Buffer.alloc(values.length * size);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const put: Record<NumpyType, (at: number, x: number) => void> = {
    uint8: (at, x) => view.setUint8(at, x),
    int8: (at, x) => view.setInt8(at, x),
    uint16: (at, x) => view.setUint16(at, x, little),
    int16: (at, x) => view.setInt16(at, x, little),
    uint32: (at, x) => view.setUint32(at, x, little),
    int32: (at, x) => view.setInt32(at, x, little),
    uint64: (at, x) => view.setBigUint64(at, BigInt(x), little),
    int64: (at, x) => view.setBigInt64(at, BigInt(x), little),
    float32: (at, x) => view.setFloat32(at, x, little),
    float64: (at, x) => view.setFloat64(at, x, little),
  };
  values.forEach((x, i) => {
    put[type](i * size, x);
  });
  return out;
}

export function idx(type: IdxType, shape: readonly number[], values: readonly number[]): Buffer {
  const sizes = stored('uint32', shape, false);
  return Buffer.concat([Buffer.from([0, 0, IDX[type], shape.length]), sizes, stored(type, values, false)]);
}

export interface NpyOptions {
  readonly little?: boolean;
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
}

/** An NPY file; `values` with the last index fastest, whatever the order they are written in. */
export function npy(
  type: NumpyType,
  shape: readonly number[],
  values: readonly number[],
  { little = true, fortran = false, version = 1 }: NpyOptions = {},
): Buffer {
  const kind = NUMPY[type];
  const endian = kind.endsWith('1') ? '|' : little ? '<' : '>';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${endian}${kind}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  // No values: only the header is wanted.
  const ordered = fortran && values.length > 0 ? columnMajor(shape, values) : values;
  return npyOf(text, stored(type, ordered, little), version);
}

/** An NPY file with a header of any kind. */
export function npyOf(header: string, data: Buffer, version: 1 | 2 | 3 = 1): Buffer {
  const prefix = version === 1 ? 10 : 12;
  const text = header.padEnd(Math.ceil((header.length + prefix + 1) / 64) * 64 - prefix - 1);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(text.length + 1, 0, length.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.from([version, 0]),
    length,
    Buffer.from(`${text}\n`),
    data,
  ]);
}

/** The same numbers with the first index fastest. */
function columnMajor(shape: readonly number[], values: readonly number[]): number[] {
  const out: number[] = [];
  const walk = (axis: number, place: number, stride: number): void => {
    if (axis < 0) {
      out.push(values[place]);
      return;
    }
    for (let i = 0; i < shape[axis]; i++) walk(axis - 1, place + i * stride, stride * shape[axis]);
  };
  walk(shape.length - 1, 0, 1);
  return out;
}

export async function zip(
  members: Readonly<Record<string, Buffer>>,
  options: { compress?: boolean } = {},
): Promise<Buffer> {
  const file = new ZipFile();
  for (const [name, bytes] of Object.entries(members)) file.addBuffer(bytes, name, options);
  file.end();
  const parts: Buffer[] = [];
  for await (const part of file.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([
    stored('uint32', [data.length], false),
    body,
    stored('uint32', [crc32(body)], false),
  ]);
}

export interface PngOptions {
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA */
  readonly colour: 0 | 2 | 3 | 4 | 6;
  readonly depth: number;
  readonly interlace?: boolean;
  /** chunks between header and pixels */
  readonly between?: readonly Buffer[];
}

const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** A PNG image from its samples, (height, width, channels) row-major; no filters. */
export function png(
  width: number,
  height: number,
  samples: readonly number[],
  { colour, depth, interlace = false, between = [] }: PngOptions,
): Buffer {
  const channels = SAMPLES[colour];
  const lines: number[] = [];
  for (const [left, top, right, down] of interlace ? PASSES : [[0, 0, 1, 1]])
    for (let y = top; y < height; y += down) {
      const bits: number[] = [];
      for (let x = left; x < width; x += right)
        for (let c = 0; c < channels; c++)
          for (let b = depth - 1; b >= 0; b--) bits.push((samples[(y * width + x) * channels + c] >> b) & 1);
      if (bits.length > 0) lines.push(0);
      for (let i = 0; i < bits.length; i += 8)
        lines.push(
          Number.parseInt(
            bits
              .slice(i, i + 8)
              .join('')
              .padEnd(8, '0'),
            2,
          ),
        );
    }
  const header = [...stored('uint32', [width, height], false), depth, colour, 0, 0, interlace ? 1 : 0];
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Uint8Array.from(header)),
    ...between,
    chunk('IDAT', deflateSync(Uint8Array.from(lines))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
