import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttackPlan, parseAttackPlan } from '../../lib/run/index.js';

/** A plan on the glyphs whose models take milliseconds, as a user would write it. */
export const SMALL = {
  data: {
    source: 'glyphs',
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1', limit: 60 },
  },
  pixels: { low: 0, high: 1, levels: 256 },
  learners: [{ kind: 'ridge' }, { kind: 'softmax', epochs: 2 }],
  attacks: [
    { spec: { kind: 'badnets' }, poisons: [0.05, 10] },
    { spec: { kind: 'label-flip' }, poisons: [0.1] },
  ],
  defences: [{ kind: 'none' }, { kind: 'noise', sigma: 0.05, copies: 1 }],
  seeds: 2,
};

export function smallAttacks(change: Readonly<Record<string, unknown>> = {}): Promise<AttackPlan> {
  return parseAttackPlan({ ...SMALL, ...change }, { version: '0.0.0' });
}

/** Every file of a run folder and of the folders in it, as text that compares byte for byte. */
export function allContents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['.', 'cells', 'poisons']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .flatMap((path) =>
        readdirSync(path, { withFileTypes: true })
          .filter((file) => file.isFile())
          .map(({ name }) => [
            join(path, name).slice(folder.length),
            readFileSync(join(path, name)).toString('latin1'),
          ]),
      )
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
}
