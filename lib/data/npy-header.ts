import type { ArrayHeader } from './arrays.js';
import type { Bytes } from './bytes.js';
import { DataError } from './data-error.js';
import type { ElementType } from './elements.js';

const TYPES: Readonly<Record<string, ElementType>> = {
  b1: 'uint8',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  f4: 'float32',
  f8: 'float64',
};
const LONGEST = 65_535;

/**
 * The header of an NPY file, versions 1 to 3: magic, version, length, then a Python dictionary of type, order
 * and shape.
 *
 * @throws DataError where it is not well formed, or the array does not hold plain numbers
 * @source NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"
 */
export async function readNpyHeader(bytes: Bytes): Promise<ArrayHeader> {
  const start = await bytes.read(8);
  const version = start[6];
  if (!(start.toString('latin1', 0, 6) === '\x93NUMPY' && version >= 1 && version <= 3))
    throw new DataError(bytes.file, 'byte 0', 'NPY of version 1, 2 or 3', start.toString('latin1', 1));
  const length = version === 1 ? (await bytes.read(2)).readUInt16LE() : (await bytes.read(4)).readUInt32LE();
  if (!(length <= LONGEST))
    throw new DataError(bytes.file, '', `an array with a header of at most ${LONGEST} bytes`, length);
  return parseHeader(bytes.file, (await bytes.read(length)).toString('utf8'));
}

function parseHeader(file: string, text: string): ArrayHeader {
  const [descr, order, shape] = [
    /'descr'\s*:\s*'([^']*)'/,
    /'fortran_order'\s*:\s*(True|False)/,
    /'shape'\s*:\s*\(([^()]*)\)/,
  ].map((pattern) => {
    const found = pattern.exec(text);
    if (found === null) throw badHeader(file, text);
    text = text.replace(found[0], '');
    return found[1];
  });
  // Nothing but the three entries and their commas.
  if (!/^\{[\s,]*\}\s*$/.test(text)) throw badHeader(file, text);
  const [, endian, kind] = /^([<>|])([a-z]\d+)$/.exec(descr) ?? [];
  const type = TYPES[kind ?? ''];
  const known = type !== undefined && (endian !== '|' || kind.endsWith('1'));
  if (!known)
    throw new DataError(file, '', `an array of plain numbers (${Object.keys(TYPES).join(', ')})`, descr);
  return { type, littleEndian: endian !== '>', fortranOrder: order === 'True', shape: sizes(file, shape) };
}

function sizes(file: string, text: string): number[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  return parts.map((part) => {
    if (!(/^\d+$/.test(part) && Number.isSafeInteger(Number(part)))) throw badHeader(file, `(${text})`);
    return Number(part);
  });
}

function badHeader(file: string, got: string): DataError {
  return new DataError(file, 'header', "a dictionary of 'descr', 'fortran_order' and 'shape'", got);
}
