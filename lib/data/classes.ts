import { DomainError } from '../numerics/index.js';
import { DataError } from './data-error.js';

const MOST = 65_535;
const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Whether a text is a number in decimal notation. */
export const isNumber = (text: string): boolean => NUMBER.test(text);

/**
 * Turns labels into positions in the list of class names.
 *
 * Names known beforehand keep their order. Where none of them is a whole number, whole-number labels are
 * positions in the list; every other label must be one of the names. Names not known beforehand are those
 * that occur, sorted: by value where all are numbers, else by code unit.
 */
export class ClassTable {
  readonly #indices = new Map<string | number, number>();
  readonly #names: string[];
  readonly #known: boolean;
  readonly #positions: boolean;

  constructor(
    readonly file: string,
    names?: readonly string[],
  ) {
    this.#known = names !== undefined;
    this.#names = [...(names ?? [])];
    this.#positions = this.#known && !this.#names.some((name) => WHOLE.test(name));
    if (this.#known && !(this.#names.length >= 2 && this.#names.length <= MOST))
      throw new DomainError('classes', `2 to ${MOST} names`, `${this.#names.length}`);
    this.#names.forEach((name, index) => {
      if (name === '' || this.#indices.has(name))
        throw new DomainError('classes', 'distinct names', name === '' ? 'an empty one' : `${name} twice`);
      this.#indices.set(name, index);
    });
  }

  /** The index of a label until finish(), which may move it. @throws DataError */
  index(label: string | number, where: string): number {
    const known = this.#indices.get(label);
    if (known !== undefined) return known;
    const index = this.#find(this.#checked(label, where), where);
    this.#indices.set(label, index);
    return index;
  }

  /** The class names; where they were not known beforehand, moves the labels to their places. @throws DataError */
  finish(labels: Uint16Array): readonly string[] {
    if (this.#known) return this.#names;
    if (this.#names.length < 2)
      throw new DataError(this.file, '', 'labelled with two classes or more', `${this.#names.length}`);
    const sorted = this.#sorted();
    const place = new Map(sorted.map((name, index) => [name, index]));
    const moved = Uint16Array.from(this.#names, (name) => place.get(name) ?? 0);
    for (let i = 0; i < labels.length; i++) labels[i] = moved[labels[i]];
    return sorted;
  }

  #checked(label: string | number, where: string): string {
    if (typeof label === 'number') {
      if (!Number.isSafeInteger(label))
        throw new DataError(this.file, where, 'labelled with a whole number', label);
      return String(label);
    }
    // U+FFFD is what undecodable bytes became: two different labels could look alike.
    if (label === '' || label.includes('\uFFFD'))
      throw new DataError(this.file, where, 'labelled with a number or text in UTF-8', label);
    return label;
  }

  #find(name: string, where: string): number {
    const named = this.#indices.get(name);
    if (named !== undefined) return named;
    if (this.#known) {
      const position = this.#positions && WHOLE.test(name) ? Number(name) : -1;
      if (position >= 0 && position < this.#names.length) return position;
      throw new DataError(this.file, where, `labelled with ${this.#choices()}`, name);
    }
    if (this.#names.length === MOST)
      throw new DataError(this.file, where, `one of at most ${MOST} classes`, 'another class');
    this.#indices.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  #choices(): string {
    const few = this.#names.slice(0, 10).join(', ');
    const names = `one of ${few}${this.#names.length > 10 ? ', ...' : ''}`;
    return this.#positions ? `0 to ${this.#names.length - 1} or ${names}` : names;
  }

  #sorted(): string[] {
    if (!this.#names.every(isNumber)) return [...this.#names].sort();
    const sorted = [...this.#names].sort((a, b) => Number(a) - Number(b));
    for (let i = 1; i < sorted.length; i++)
      if (Number(sorted[i]) === Number(sorted[i - 1]))
        throw new DataError(
          this.file,
          '',
          'labelled with every number written in one way',
          `${sorted[i - 1]} and ${sorted[i]}`,
        );
    return sorted;
  }
}
