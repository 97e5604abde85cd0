import { craftPoisons, poisoned, readPoisonFile, writePoisonFile } from '../../attack/index.js';
import type { DomainRecords, SeedMeasure } from '../../core/index.js';
import type { Defended } from '../../defend/index.js';
import { DomainError } from '../../numerics/index.js';
import { type CellFile, poisonPath, readCraftError, writeCell, writeCraftError } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import { defenceShape } from './cells.js';
import type { DataShape } from './data-shape.js';
import { accuracyOf, measureModel, type Questions, reachableBy } from './measure.js';
import type { Registry } from './own-modules.js';
import type { Bundle, BundledCell, Task } from './tasks.js';
import type { World } from './world.js';

/** What tasks are run with. */
export interface Workplace {
  readonly plan: AttackPlan;
  readonly registry: Registry;
  readonly shape: DataShape;
  readonly world: World;
  readonly folder: string;
}

/** Cells that a task brought to an end, one way or the other. */
export interface Outcome {
  readonly measured: number;
  readonly failed: number;
}

/**
 * Runs one task and leaves what it yields in the folder. What an attack or a defence throws is recorded there, and
 * stops nothing else.
 */
export async function runTask(place: Workplace, task: Task): Promise<Outcome> {
  if (task.kind === 'bundle') return runBundle(place, task);
  const { key, strike, seed } = task;
  writeCraftError(place.folder, key, await failureOf(() => craft(place, { strike, seed, key })));
  return { measured: 0, failed: 0 };
}

async function craft(
  { plan, registry, world, folder }: Workplace,
  { strike, seed, key }: Omit<Extract<Task, { kind: 'craft' }>, 'kind'>,
): Promise<void> {
  const { spec } = strike.entry;
  const attack = known(registry.attacks, spec.kind);
  const scene = await world.scene(strike, seed);
  const poisoning = await craftPoisons(attack, spec, scene);
  const budget = attack.budget(spec);
  await writePoisonFile(poisonPath(folder, key), poisoning, scene.train, {
    kind: spec.kind,
    settings: spec,
    ...(budget === undefined ? {} : { budget }),
    seed: scene.seed,
    version: plan.version,
  });
}

/** The model that was trained without poison: one for all cells of a bundle. */
interface Clean {
  readonly model: Defended;
  readonly accuracy: number;
}

async function runBundle(place: Workplace, bundle: Bundle): Promise<Outcome> {
  const { world, folder } = place;
  const { victim, cells } = bundle;
  const train = async (): Promise<Clean> => {
    const model = await trainVictim(place, bundle, world.clipped(world.train(victim.transfer)));
    return { model, accuracy: await accuracyOf(model, world.clippedTest) };
  };
  let trained: Promise<Clean> | undefined;
  const clean = (): Promise<Clean> => {
    trained ??= train();
    return trained;
  };
  let failed = 0;
  try {
    for (const cell of cells) {
      const fault = readCraftError(folder, cell.poisons);
      const error =
        fault === undefined
          ? await failureOf(async () =>
              writeCell(folder, cell.key, await measureCell(place, bundle, cell, clean)),
            )
          : `no poisons: ${fault}`;
      if (error === undefined) continue;
      failed += 1;
      writeCell(folder, cell.key, { error, at: fault === undefined ? 'training' : 'attack' });
    }
  } finally {
    // where it could not be trained, every cell has said so
    await trained?.then(
      ({ model }) => model.dispose(),
      () => {},
    );
  }
  return { measured: cells.length - failed, failed };
}

async function measureCell(
  place: Workplace,
  bundle: Bundle,
  { strike, poisons }: BundledCell,
  clean: () => Promise<Clean>,
): Promise<CellFile> {
  const { plan, registry, shape, world, folder } = place;
  const { victim, seed } = bundle;
  const train = world.train(victim.transfer);
  const { queries, ...poisoning } = await readPoisonFile(poisonPath(folder, poisons), train);
  if (queries === undefined) throw new DomainError('poisons of a run', 'with their queries', 'none');
  const count = poisoning.positions.length;
  if (count !== strike.poisons)
    throw new DomainError('poisons of a run', `${strike.poisons}, which is what is certified`, count);
  const asked = {
    ...train,
    count: queries.count,
    features: queries.features,
    labels: queries.truth,
  };
  const questions: Questions = {
    test: world.clippedTest,
    queries,
    clippedQueries: world.clipped(asked).features,
  };
  const { model, accuracy } = await clean();
  const defence = known(registry.defences, victim.defence.kind);
  const guarantee = defence.guarantee(victim.defence, defenceShape(plan, shape, victim), strike.poisons);
  const reachable =
    guarantee.kind === 'votes' ? { reachable: await reachableBy(model, guarantee.changed, questions) } : {};
  const cleanMeasure = await measureModel(model, accuracy, questions);
  const victimModel = await trainVictim(
    place,
    bundle,
    world.clipped(poisoned(train, { ...poisoning, queries })),
  );
  try {
    const hit = await measureModel(victimModel, await accuracyOf(victimModel, questions.test), questions);
    const measure: SeedMeasure = {
      seed,
      queries: queries.count,
      clean: cleanMeasure,
      poisoned: hit,
      ...reachable,
      told: poisoning.told,
    };
    return { aim: queries.aim.kind, measure };
  } finally {
    victimModel.dispose();
  }
}

async function trainVictim(
  { registry, world }: Workplace,
  { victim, seed }: Bundle,
  train: DomainRecords,
): Promise<Defended> {
  const { defence } = victim;
  return known(registry.defences, defence.kind).train(defence, await world.training(victim, train, seed));
}

function known<T>(table: Readonly<Record<string, T>>, kind: string): T {
  const found = table[kind];
  if (found === undefined) throw new DomainError('kind', Object.keys(table).join(' or '), kind);
  return found;
}

/** What went wrong, in the words of the error; undefined where nothing did. */
async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
