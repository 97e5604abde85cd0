import type { Measure, MeasuredCell, SeedMeasure } from '../core/index.js';
import { DomainError, integer, probability } from '../numerics/index.js';

/**
 * Requires a cell that its verdict may rest on: whole r >= 1; seeds whole and none twice, completed or failed; at least
 * one query each; every share in [0, 1], and a whole count where a single query is asked; what the votes could
 * become where votes certify.
 * @throws DomainError naming the cell
 */
export function checkCell(cell: MeasuredCell): void {
  const where = cellName(cell.name);
  integer(1, Number.MAX_SAFE_INTEGER, { [`poisons of ${where}`]: cell.name.poisons });
  const known = new Set<number>();
  for (const { seed } of [...cell.seeds, ...cell.failures]) {
    integer(0, Number.MAX_SAFE_INTEGER, { [`seed of ${where}`]: seed });
    if (known.has(seed)) throw new DomainError(`seed of ${where}`, 'measured once', seed);
    known.add(seed);
  }
  for (const measured of cell.seeds) checkSeed(measured, cell, `seed ${measured.seed} of ${where}`);
}

/** 'badnets (5 poisons), dp-instahide k=4, mlp 32' */
export function cellName({ attack, poisons, defence, learner }: MeasuredCell['name']): string {
  return `${attack} (${poisons} ${poisons === 1 ? 'poison' : 'poisons'}), ${defence}, ${learner}`;
}

function checkSeed(measured: SeedMeasure, cell: MeasuredCell, where: string): void {
  const { queries, clean, poisoned, reachable } = measured;
  integer(1, Number.MAX_SAFE_INTEGER, { [`queries of ${where}`]: queries });
  checkMeasure(clean, queries, `of the clean model, ${where}`);
  checkMeasure(poisoned, queries, `of the poisoned model, ${where}`);
  if (cell.guarantee.kind !== 'votes') return;
  if (reachable === undefined)
    throw new DomainError('reachable', `given where votes certify, ${where}`, reachable);
  probability({
    [`reachable success, ${where}`]: reachable.success,
    [`reachable accuracy, ${where}`]: reachable.accuracy,
  });
}

function checkMeasure({ accuracy, success, robust }: Measure, queries: number, where: string): void {
  probability({ [`accuracy ${where}`]: accuracy });
  for (const [name, share] of Object.entries({ success, robust })) {
    probability({ [`${name} ${where}`]: share });
    if (queries === 1 && !Number.isInteger(share))
      throw new DomainError(`${name} ${where}`, '0 or 1 where one query is asked', share);
  }
}
