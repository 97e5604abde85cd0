/** Rows that are packed together before they are multiplied: two panels' worth of columns stay in the first cache. */
const PANEL = 128;

/**
 * Sum of z z' over rows z, in float64, row after row.
 *
 * Rows are packed into panels of four columns side by side, whose products keep eight sums in registers.
 * The result depends on the order of the rows alone, not on how they were handed in.
 */
export class Gram {
  readonly #stride: number;
  readonly #sums: Float64Array;
  /** panel[(4 PANEL)(column >> 2) + 4 row + (column & 3)] */
  readonly #panel: Float64Array;
  #filled = 0;

  /** @param width  entries of one row */
  constructor(readonly width: number) {
    this.#stride = 4 * Math.ceil(width / 4);
    this.#sums = new Float64Array(this.#stride * this.#stride);
    this.#panel = new Float64Array(this.#stride * PANEL);
  }

  /** Adds rows, each made of the parts side by side; a part is (count, width of the part) row-major. */
  add(count: number, parts: readonly Part[]): void {
    for (let done = 0; done < count; ) {
      const rows = Math.min(count - done, PANEL - this.#filled);
      let column = 0;
      for (const part of parts) {
        for (let i = 0; i < part.width; i++) this.#pack(part, done, rows, i, column + i);
        column += part.width;
      }
      this.#filled += rows;
      done += rows;
      if (this.#filled === PANEL) this.#flush();
    }
  }

  /** (width, width) row-major; symmetric */
  total(): Float64Array {
    this.#flush();
    const [width, stride, sums] = [this.width, this.#stride, this.#sums];
    const full = new Float64Array(width * width);
    for (let i = 0; i < width; i++)
      for (let j = i; j < width; j++) full[i * width + j] = full[j * width + i] = sums[i * stride + j];
    return full;
  }

  #pack(part: Part, first: number, rows: number, from: number, to: number): void {
    const { width, values } = part;
    const panel = this.#panel;
    let source = first * width + from;
    let target = 4 * PANEL * (to >> 2) + 4 * this.#filled + (to & 3);
    for (let row = 0; row < rows; row++, source += width, target += 4) panel[target] = values[source];
  }

  #flush(): void {
    const [stride, panel, sums, filled] = [this.#stride, this.#panel, this.#sums, this.#filled];
    // the tiles on the diagonal are computed whole: what lies below it is never read
    for (let i = 0; i < stride; i += 4)
      for (let j = i; j < stride; j += 4) {
        addTile(panel, PANEL * i, PANEL * j, filled, sums, i * stride + j, stride);
        addTile(panel, PANEL * i + 2, PANEL * j, filled, sums, (i + 2) * stride + j, stride);
      }
    this.#filled = 0;
  }
}

export interface Part {
  readonly width: number;
  readonly values: Float32Array | Float64Array;
}

/** Adds the products of two columns (at a, a + 1) with four (at b ... b + 3), summed over the rows of a panel. */
function addTile(
  p: Float64Array,
  a: number,
  b: number,
  rows: number,
  sums: Float64Array,
  at: number,
  stride: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (const end = a + 4 * rows; a < end; a += 4, b += 4) {
    const a0 = p[a];
    const a1 = p[a + 1];
    const b0 = p[b];
    const b1 = p[b + 1];
    const b2 = p[b + 2];
    const b3 = p[b + 3];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
  }
  sums[at] += s00;
  sums[at + 1] += s01;
  sums[at + 2] += s02;
  sums[at + 3] += s03;
  sums[at + stride] += s10;
  sums[at + stride + 1] += s11;
  sums[at + stride + 2] += s12;
  sums[at + stride + 3] += s13;
}
