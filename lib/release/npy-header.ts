import { integer } from '../numerics/check.js';

const MAGIC = Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1');
/** The data of an array start at a multiple of this. */
const ALIGNMENT = 64;

/**
 * What stands before the data of an array in a .npy file, version 1.0: magic, length, and the Python literal
 * of type, order and shape, padded with spaces so that the data are aligned.
 *
 * @param descr  numpy's name of the element type, such as `<f4`
 * @param shape  sizes, slowest first (C order)
 * @source   numpy.lib.format, "Format Version 1.0"
 * @throws   DomainError where a size is no count
 */
export function npyHeader(descr: string, shape: readonly number[]): Buffer {
  for (const size of shape) integer(0, Number.MAX_SAFE_INTEGER, { size });
  // a tuple of one needs its comma
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = MAGIC.length + 2 + literal.length + 1;
  const text = `${literal}${' '.repeat((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([MAGIC, length, Buffer.from(text, 'latin1')]);
}

/** An array of strings as a whole .npy file: fixed-width UCS-4, which numpy loads without pickle. */
export function npyStrings(strings: readonly string[]): Buffer {
  const characters = strings.map((text) => [...text]);
  const width = Math.max(1, ...characters.map((text) => text.length));
  const data = Buffer.alloc(4 * width * strings.length);
  for (const [i, text] of characters.entries())
    for (const [j, character] of text.entries())
      data.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * (i * width + j));
  return Buffer.concat([npyHeader(`<U${width}`, [strings.length]), data]);
}
