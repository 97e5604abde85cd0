import type { Cells } from './cells.js';

/** The points origin + (first + i) step of a loss, i = 0..count-1. */
export interface LossPoints {
  readonly origin: number;
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Two laws on points of a loss, each standing for a pair: that of `present` for the pair with e^-loss times its masses,
 * that of `absent` for the one with e^loss times its masses.
 */
export interface GridPair extends LossPoints {
  readonly present: Float64Array;
  readonly absent: Float64Array;
  /** mass of either law that is on no point, rounded up */
  readonly missing: number;
  /** the masses of each pair are those of the exact one within this relative error */
  readonly doubt: number;
}

/** Past losses of this size the mass of one law underflows: cells are rounded to a point, both laws by themselves. */
const STEEPEST = 600;
/** Masses below this have lost digits. */
const TINY = 1e-290;

/**
 * Laws on points that dominate those of the cells: each cell is split to the points beneath and above it so that
 * both its masses are kept. Forgetting to which of them an observation was sent undoes the split.
 *
 * @param points  cover all finite losses
 * @proof proofs/pair-enclosure.md
 */
export function splitCells(cells: Cells, points: LossPoints): GridPair {
  const { loss, present, absent } = cells;
  const law = new Builder(points, cells);
  for (let c = 0; c < loss.length - 1; c++) {
    const [p, q] = [present.mass[c], absent.mass[c]];
    const [from, to] = [pointBelow(points, loss[c]), pointAbove(points, loss[c + 1])];
    if (isSteep(cells, c)) law.apart(c, to, from);
    else if (p < TINY || q < TINY) law.lose(p, q);
    else {
      const low = ratioAt(points, from);
      const share = to > from ? (p - low * q) / -Math.expm1((from - to) * points.step) : p;
      const top = Math.min(p, Math.max(0, share));
      const kept = law.both(to, top) + law.both(from, p - top);
      law.doubtOf(c, kept / q - 1);
    }
  }
  return law.pair();
}

/**
 * Laws on points that those of the cells dominate: cells are merged in order, in parts where need be, until their
 * common ratio is that of a point. What does not fill a point is left out.
 *
 * @param points  cover all finite losses
 * @proof proofs/pair-enclosure.md
 */
export function mergeCells(cells: Cells, points: LossPoints): GridPair {
  const { loss, present, absent } = cells;
  const law = new Builder(points, cells);
  const queue: number[] = [];
  for (let c = 0; c < loss.length - 1; c++) {
    const [p, q] = [present.mass[c], absent.mass[c]];
    if (isSteep(cells, c)) law.apart(c, pointBelow(points, loss[c]), pointAbove(points, loss[c + 1]));
    else if (p < TINY || q < TINY) law.lose(p, q);
    else {
      queue.push(c);
      law.doubtOf(c, 0);
    }
  }
  let [next, rest] = [0, 1]; // the cell in line, and how much of it is left
  for (let i = 0; i < points.count && next < queue.length; i++) {
    const ratio = ratioAt(points, i);
    let [p, q, balance] = [0, 0, 0];
    while (next < queue.length) {
      const [cellP, cellQ] = [rest * present.mass[queue[next]], rest * absent.mass[queue[next]]];
      const excess = cellP - ratio * cellQ;
      const above = excess > AT_POINT * cellP;
      // all that lies below the point, and of what lies above as much as restores the balance
      if (above && !(balance < 0)) break;
      if (!above && excess > -AT_POINT * cellP) {
        law.both(i, cellP);
        law.doubtAtLeast(2 * AT_POINT);
        rest = 1;
        next++;
        continue;
      }
      const part = above ? Math.min(1, -balance / excess) : 1;
      p += part * cellP;
      q += part * cellQ;
      balance = part < 1 ? 0 : balance + excess;
      rest = part < 1 ? rest * (1 - part) : 1;
      if (part < 1) break;
      next++;
    }
    if (!(p > 0)) continue;
    const off = Math.abs(p / (ratio * q) - 1);
    if (off < BALANCED) {
      law.both(i, p);
      law.doubtAtLeast(off);
    } else law.between(i, p, q);
  }
  for (; next < queue.length; next++, rest = 1)
    law.lose(rest * present.mass[queue[next]], rest * absent.mass[queue[next]]);
  return law.pair();
}

/** A cell whose ratio is that of a point up to this counts as lying on it. */
const AT_POINT = 2 ** -40;
/** Merged cells that are farther from balance than rounding explains fill no point. */
const BALANCED = 2 ** -34;

function isSteep({ loss }: Cells, c: number): boolean {
  return loss[c + 1] > STEEPEST || loss[c] < -STEEPEST;
}

function ratioAt({ origin, first, step }: LossPoints, i: number): number {
  return Math.exp(origin + (first + i) * step);
}

function pointBelow({ origin, step, first, count }: LossPoints, loss: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor((loss - origin) / step) - first));
}

function pointAbove({ origin, step, first, count }: LossPoints, loss: number): number {
  return Math.min(count - 1, Math.max(0, Math.ceil((loss - origin) / step) - first));
}

/** Masses on points while they are collected, and how far they can be trusted. */
class Builder {
  readonly #p: Float64Array;
  readonly #q: Float64Array;
  #missing: number;
  #worst = 0;
  readonly #doubt: number;

  constructor(
    readonly points: LossPoints,
    readonly cells: Cells,
  ) {
    this.#p = new Float64Array(points.count);
    this.#q = new Float64Array(points.count);
    this.#missing = Math.max(cells.present.outside, cells.absent.outside) + 2 ** -900;
    // sums of many cells, points that round, and losses of edges that do
    const farthest = Math.max(Math.abs(points.first), Math.abs(points.first + points.count)) * points.step;
    this.#doubt =
      (cells.edges.length + 4 * (farthest + Math.abs(points.origin)) + 16) * 2 ** -52 + 2 * cells.lossError;
  }

  /** The two masses of a cell at points of their own. */
  apart(c: number, i: number, j: number): void {
    const { present, absent } = this.cells;
    const [p, q] = [present.mass[c], absent.mass[c]];
    if (p < TINY) this.lose(p, 0);
    else {
      this.#p[i] += p;
      this.doubtAtLeast(present.error[c] / p);
    }
    if (q < TINY) this.lose(0, q);
    else {
      this.#q[j] += q;
      this.doubtAtLeast(absent.error[c] / q);
    }
  }

  /** Mass p of present at point i with what belongs to it of absent, which is returned. */
  both(i: number, p: number): number {
    const q = p / ratioAt(this.points, i);
    this.#p[i] += p;
    this.#q[i] += q;
    return q;
  }

  /** Masses whose ratio lies below that of point i and above the one before: each law gives up what is too much. */
  between(i: number, p: number, q: number): void {
    if (i > 0) this.#p[i - 1] += ratioAt(this.points, i - 1) * q;
    this.#q[i] += p / ratioAt(this.points, i);
  }

  lose(p: number, q: number): void {
    this.#missing += Math.max(p, q);
  }

  doubtOf(c: number, kept: number): void {
    const { present, absent } = this.cells;
    this.doubtAtLeast(present.error[c] / present.mass[c] + absent.error[c] / absent.mass[c] + Math.abs(kept));
  }

  doubtAtLeast(doubt: number): void {
    this.#worst = Math.max(this.#worst, doubt);
  }

  pair(): GridPair {
    return {
      ...this.points,
      present: this.#p,
      absent: this.#q,
      missing: this.#missing * (1 + 2 ** -20),
      doubt: this.#doubt + 2 * this.#worst,
    };
  }
}
