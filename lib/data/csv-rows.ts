import type { Records } from '../core/index.js';
import { ClassTable, isNumber } from './classes.js';
import { type CsvLayout, cellNumber, csvLayout } from './csv-layout.js';
import { DataError } from './data-error.js';
import type { ReadOptions } from './format.js';
import { GrowingRows } from './growing.js';

/** Takes the rows of a CSV file one by one and makes records of them. */
export class CsvRows {
  #seen = 0;
  #blank = 0;
  #body: Body | undefined;

  constructor(
    readonly file: string,
    readonly options: ReadOptions,
  ) {}

  /** Rows so far, header and blank ones included. */
  get seen(): number {
    return this.#seen;
  }

  /** @throws DataError */
  add(cells: readonly string[]): void {
    this.#seen++;
    if (cells.length === 1 && cells[0].trim() === '') {
      this.#blank ||= this.#seen;
      return;
    }
    // Blank lines may end a file, not interrupt it.
    if (this.#blank > 0) throw new DataError(this.file, `row ${this.#blank}`, 'a record', 'a blank line');
    if (this.#body !== undefined) {
      this.#body.add(cells, this.#seen);
      return;
    }
    const layout = csvLayout(this.file, cells, this.options);
    this.#body = new Body(this.file, layout, this.options.classes);
    if (layout.firstIsRecord) this.#body.add(cells, this.#seen);
  }

  /** @throws DataError */
  finish(): Records {
    if (this.#body === undefined) throw new DataError(this.file, '', 'one record or more', 'an empty file');
    return this.#body.finish(this.options.header === undefined);
  }
}

/** The rows that are records. */
class Body {
  readonly #features: GrowingRows<Float32Array>;
  readonly #labels: GrowingRows<Uint16Array>;
  readonly #row: Float32Array;
  readonly #index = new Uint16Array(1);
  readonly #table: ClassTable;
  #first: string | undefined;
  #firstAgain = false;

  constructor(
    readonly file: string,
    readonly layout: CsvLayout,
    classes: readonly string[] | undefined,
  ) {
    this.#features = new GrowingRows(file, layout.cells - 1, Float32Array);
    this.#labels = new GrowingRows(file, 1, Uint16Array);
    this.#row = new Float32Array(layout.cells - 1);
    const declared = layout.declared?.classes;
    if (declared !== undefined && classes !== undefined && declared.join('\n') !== classes.join('\n'))
      throw new DataError(file, 'row 1', `of the classes ${classes.join(', ')}`, declared.join(', '));
    this.#table = new ClassTable(file, declared ?? classes);
  }

  add(cells: readonly string[], row: number): void {
    if (cells.length !== this.layout.cells)
      throw new DataError(this.file, `row ${row}`, `${this.layout.cells} cells`, `${cells.length} cells`);
    let feature = 0;
    for (let column = 0; column < cells.length; column++) {
      if (column === this.layout.label) continue;
      const rounded = Math.fround(cellNumber(cells[column]));
      if (!Number.isFinite(rounded))
        throw new DataError(this.file, `row ${row}, column ${column + 1}`, 'a finite float32', cells[column]);
      this.#row[feature++] = rounded;
    }
    const label = cells[this.layout.label].trim();
    this.#firstAgain ||= label === this.#first;
    this.#first ??= label;
    this.#index[0] = this.#table.index(label, `row ${row}`);
    this.#features.push(this.#row);
    this.#labels.push(this.#index);
  }

  finish(headerDetected: boolean): Records {
    const { count, width } = this.#features;
    if (count === 0) throw new DataError(this.file, '', 'one record or more', 'none');
    const declared = this.layout.declared?.count ?? count;
    if (count !== declared)
      throw new DataError(this.file, '', `${declared} records, as its first row says`, `${count}`);
    const labels = this.#labels.finish();
    const classes = this.#table.finish(labels);
    if (headerDetected && this.layout.firstIsRecord) this.#checkFirst(classes);
    return { count, dimension: width, features: this.#features.finish(), labels, classes };
  }

  /** Column names may be numbers but for the label's: such a header looks like a record of a class of its own. */
  #checkFirst(classes: readonly string[]): void {
    const first = this.#first ?? '';
    const alone = !this.#firstAgain && !isNumber(first) && classes.length > 2;
    if (alone && classes.every((name) => name === first || isNumber(name)))
      throw new DataError(this.file, 'row 1', 'declared to be a header or a record (header)', first);
  }
}
