import type { Scene } from '../../attack/index.js';
import { extractorOnPixels, surrogateOnPixels } from '../../attack/networks/on-pixels.js';
import type { DomainRecords, Records } from '../../core/index.js';
import { intoDomain } from '../../data/clip.js';
import type { UnclippedData } from '../../data/load.js';
import type { Training } from '../../defend/index.js';
import { type Extractor, extractorOf, trainSurrogate } from '../../train/index.js';
import { requireBackend } from '../require-backend.js';
import type { AttackPlan } from './attack-plan.js';
import type { Strike, Victim } from './cells.js';
import { publicPart } from './data-shape.js';
import { fitRows } from './fit-rows.js';

/**
 * What cells are computed in: the records, and the frozen extractor where victims train on one. Everything in it is
 * made when it is first asked for, and then kept.
 */
export interface World {
  /** records that are poisoned: images, not clipped */
  train(transfer: boolean): Records;
  readonly test: Records;
  /** the same, in the domain: what models are asked about */
  readonly clippedTest: DomainRecords;
  clipped(records: Records): DomainRecords;
  /** What the attacker sees. */
  scene(strike: Strike, seed: number): Promise<Scene>;
  /** What the victim's defence works with. @param train clipped records, poisoned or not */
  training(victim: Victim, train: DomainRecords, seed: number): Promise<Training>;
  dispose(): void;
}

/**
 * @param data  images as the steps leave them
 *
 * The victim's seed has no part of the attack in it, nor the attack's of the victim: a certificate speaks of an
 * expectation over the victim's own random choices, for ANY set of poisons that does not depend on them. A pair of
 * models, with poison and without, has one seed, so that they differ by the poisons alone; all defences share it,
 * and all budgets of an attack its own, so that their differences are no luck of the draw either.
 */
export function worldOf(plan: AttackPlan, { train, test }: UnclippedData): World {
  const { data, pixels, surrogate: learner, transfer, seed: word, engine } = plan;
  const backend = engine === undefined ? {} : { backend: engine.name };
  const image = train.image === undefined ? {} : { image: train.image };
  const clipped = (records: Records): DomainRecords => intoDomain(records, data.domain);
  const parts = once(() => publicPart(plan, train));
  const clippedTest = once(() => clipped(test));
  const ready = once(async () => {
    // as the plan says, or what is measured here is filed under the name of another engine
    const { loadBackend } = await import('../../train/tensorflow/backend.js');
    requireBackend(await loadBackend(engine?.name), engine);
  });
  const extractor = once(async (): Promise<Extractor> => {
    await ready();
    const seed = JSON.stringify([word, 'public', 'extractor']);
    return extractorOf(
      await trainSurrogate(transfer.body, clipped(parts().open), seed, { ...image, ...backend }),
    );
  });
  let made: Extractor | undefined;
  const frozen = async (): Promise<Extractor> => {
    made = await extractor();
    return made;
  };
  const trainOf = (frozenBody: boolean): Records => (frozenBody ? parts().rest : train);
  return {
    train: trainOf,
    test,
    get clippedTest() {
      return clippedTest();
    },
    clipped,
    async scene({ entry, poisons, transfer: frozenBody }, index) {
      const seed = JSON.stringify([word, 'attack', entry.spec.kind, index]);
      return {
        train: trainOf(frozenBody),
        test,
        poisons,
        pixels,
        learner,
        ...(frozenBody
          ? { extractor: await extractorOnPixels(await frozen(), train.dimension, data.domain, pixels) }
          : {}),
        seed,
        async surrogate(set, use) {
          await ready();
          const own = JSON.stringify([seed, 'surrogate', use]);
          const rows = typeof set.classes === 'number' ? set : clipped(set as Records);
          const trained = await trainSurrogate(learner, rows, own, { ...image, ...backend });
          return surrogateOnPixels(trained, data.domain, pixels);
        },
      };
    },
    async training({ learner: spec, transfer: frozenBody }, records, index) {
      if (spec.kind !== 'ridge') await ready();
      const body = frozenBody ? { extractor: await frozen() } : {};
      const context = { ...backend, ...body };
      return {
        train: records,
        seed: JSON.stringify([word, 'victim', index]),
        learner: spec,
        ...context,
        fit: fitRows(spec, records, context),
      };
    },
    dispose: () => made?.dispose(),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
