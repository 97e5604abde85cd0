import { canonicalJson } from '../canonical-json.js';
import { indicesOf, sliceOf } from '../slice.js';
import type { Cell, Keys, Strike, Victim } from './cells.js';

/** One cell of a bundle: which files it is measured from and into. */
export interface BundledCell {
  readonly strike: Strike;
  /** key of the cell's file, and of the poisons' */
  readonly key: string;
  readonly poisons: string;
}

/** Work that one thread does in one go. */
export type Task =
  /** poisons of one strike */
  | { readonly kind: 'craft'; readonly strike: Strike; readonly seed: number; readonly key: string }
  /** one model without poison, and one with the poisons of each cell */
  | {
      readonly kind: 'bundle';
      readonly victim: Victim;
      readonly seed: number;
      readonly cells: readonly BundledCell[];
    };

/** All cells of one seed and one victim. */
export interface Bundle {
  readonly victim: Victim;
  readonly seed: number;
  readonly cells: readonly BundledCell[];
}

/** The bundles of a plan, seed by seed: so that few poisons are crafted twice where they are cut into slices. */
export function bundlesOf(cells: readonly Cell[], seeds: number, keys: Keys): readonly Bundle[] {
  const victims = new Map<string, { victim: Victim; cells: Cell[] }>();
  for (const cell of cells) {
    const name = canonicalJson(cell.victim);
    const group = victims.get(name) ?? { victim: cell.victim, cells: [] };
    group.cells.push(cell);
    victims.set(name, group);
  }
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    [...victims.values()].map(({ victim, cells: own }) => ({
      victim,
      seed,
      cells: own.map((cell) => ({
        strike: cell.strike,
        key: keys.cell(cell, seed),
        poisons: keys.poisons(cell.strike, seed),
      })),
    })),
  );
}

/** The bundles of one slice. @throws DomainError unless there are as many bundles as slices, or more */
export function bundlesOfShard(
  bundles: readonly Bundle[],
  { shard, of }: { readonly shard: number; readonly of: number },
): readonly Bundle[] {
  return indicesOf(sliceOf(bundles.length, shard, of)).map((i) => bundles[i] as Bundle);
}

/** Tasks, and for each of them those that must be done before it. */
export interface Schedule {
  readonly tasks: readonly Task[];
  readonly after: readonly (readonly number[])[];
}

/**
 * What is left to do, seed by seed: poisons that are not there yet, then the bundles that need them.
 * @param measured  whether the cell of this key has its result
 * @param crafted   whether the poisons of this key are there
 */
export function scheduleOf(
  bundles: readonly Bundle[],
  measured: (key: string) => boolean,
  crafted: (key: string) => boolean,
): Schedule {
  const tasks: Task[] = [];
  const after: number[][] = [];
  const crafts = new Map<string, number>();
  const left = bundles
    .map((bundle) => ({ ...bundle, cells: bundle.cells.filter(({ key }) => !measured(key)) }))
    .filter(({ cells }) => cells.length > 0);
  for (const seed of new Set(left.map((bundle) => bundle.seed))) {
    const own = left.filter((bundle) => bundle.seed === seed);
    for (const { strike, poisons: key } of own.flatMap(({ cells }) => cells)) {
      if (crafted(key) || crafts.has(key)) continue;
      crafts.set(key, tasks.length);
      tasks.push({ kind: 'craft', strike, seed, key });
      after.push([]);
    }
    for (const bundle of own) {
      tasks.push({ kind: 'bundle', ...bundle });
      after.push([...new Set(bundle.cells.flatMap(({ poisons }) => crafts.get(poisons) ?? []))]);
    }
  }
  return { tasks, after };
}
