import type { AttackDocument, AttackRow } from '../../core/attack.js';
import { groupBy } from '../group-by.js';

/** Cells that differ in the defence alone. */
export interface BudgetGroup {
  readonly attack: string;
  readonly poisons: number;
  readonly rows: readonly [AttackRow, ...AttackRow[]];
}

/** Rows of one learner, by attack, then by budget ascending; else in the order of the document. */
export function budgetGroups(rows: readonly AttackRow[]): readonly BudgetGroup[] {
  return [...groupBy(rows, ({ name }) => name.attack)].flatMap(([attack, ofAttack]) =>
    [...groupBy(ofAttack, ({ name }) => String(name.poisons)).values()]
      .flatMap(([first, ...rest]) =>
        first === undefined ? [] : [{ attack, poisons: first.name.poisons, rows: [first, ...rest] as const }],
      )
      .sort((a, b) => a.poisons - b.poisons),
  );
}

/** Rows by learner, in order of first appearance. */
export function byLearner({ rows }: AttackDocument): ReadonlyMap<string, readonly AttackRow[]> {
  return groupBy(rows, ({ name }) => name.learner);
}

/** Rows by attack, in order of first appearance. */
export function byAttack(rows: readonly AttackRow[]): ReadonlyMap<string, readonly AttackRow[]> {
  return groupBy(rows, ({ name }) => name.attack);
}

/** Names of all defences, in order of first appearance. */
export function defencesOf({ rows }: AttackDocument): readonly string[] {
  return [...new Set(rows.map(({ name }) => name.defence))];
}
