/** What one record of a store holds. */
export type Numbers = Uint16Array | Float64Array;

/** How the numbers of one record of a store are written, and what errors call them. */
export interface Codec<Values extends Numbers> {
  /** what a store begins with: 8 characters of one byte */
  readonly magic: string;
  /** what one record is of: 'model' */
  readonly item: string;
  /** what its numbers are: 'predictions' */
  readonly content: string;
  /** bytes of one number */
  readonly bytes: number;
  /** @throws RangeError where a number must not be stored */
  write(values: Values, record: Buffer, offset: number): void;
  /** undefined where a number stands there that is never stored */
  read(record: Buffer, offset: number, width: number): Values | undefined;
}
