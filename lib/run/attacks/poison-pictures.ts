import { rowOf } from '../../attack/choices/choose.js';
import { readPoisonFile } from '../../attack/index.js';
import type { PoisonPicture, Records } from '../../core/index.js';
import { loadUnclipped } from '../../data/load.js';
import { poisonKeys, poisonPath, readPlanFile, readShapeFile } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import { keysOf, planCells, type Strike } from './cells.js';
import { asImages, publicPart } from './data-shape.js';

/**
 * Pictures of the poisons of the first seed, at the largest budget of each attack: the record, what took its place,
 * and a query it is for. Pixels from 0 to 1.
 *
 * @param most  pictures in all, dealt to the attacks in turn
 * @returns  none where records are no gray or RGB images, or no poisons lie in the folder
 * @throws DataError where the data are not those of the plan any more, or poisons are damaged
 */
export async function poisonPictures(
  folder: string,
  given: AttackPlan,
  most: number,
): Promise<readonly PoisonPicture[]> {
  const { plan: ran, registry } = await readPlanFile(folder);
  const shape = readShapeFile(folder);
  const plan: AttackPlan = ran.engine === undefined ? given : { ...given, engine: ran.engine };
  if (shape.image === undefined || ![1, 3].includes(shape.image.channels)) return [];
  const keys = keysOf(plan, registry);
  const crafted = poisonKeys(folder);
  const strikes = largest(planCells(plan, registry, shape).map(({ strike }) => strike)).filter((strike) =>
    crafted.has(keys.poisons(strike, 0)),
  );
  if (strikes.length === 0) return [];
  const { train } = asImages(plan, await loadUnclipped(plan.data));
  const pictures = await Promise.all(
    strikes.map((strike) => {
      const records = strike.transfer ? publicPart(plan, train).rest : train;
      return picturesOf(plan, strike, poisonPath(folder, keys.poisons(strike, 0)), records, most);
    }),
  );
  // one of each attack, then a second of each, ...
  return Array.from({ length: most }, (_, i) => pictures.flatMap((own) => own.slice(i, i + 1)))
    .flat()
    .slice(0, most);
}

/** Of each attack the one with the most poisons. */
function largest(strikes: readonly Strike[]): readonly Strike[] {
  const found = new Map<string, Strike>();
  for (const strike of strikes)
    if ((found.get(strike.name)?.poisons ?? 0) < strike.poisons) found.set(strike.name, strike);
  return [...found.values()];
}

async function picturesOf(
  { pixels }: AttackPlan,
  { name }: Strike,
  path: string,
  train: Records,
  most: number,
): Promise<readonly PoisonPicture[]> {
  const { positions, features, labels, queries } = await readPoisonFile(path, train);
  const { dimension, classes, image } = train;
  if (image === undefined) return [];
  const panel = (title: string, values: Float32Array) => ({
    title,
    pixels: Array.from(values, (x) => (x - pixels.low) / (pixels.high - pixels.low)),
  });
  const query =
    queries === undefined || queries.aim.kind === 'error' ? undefined : rowOf(queries.features, dimension, 0);
  return Array.from(positions.subarray(0, most), (position, i) => {
    const [truth, label] = [train.labels[position], labels[i]].map((index) => classes[index ?? -1] ?? '');
    return {
      attack: name,
      caption: truth === label ? `${truth}, label kept` : `${truth}, labelled ${label}`,
      ...image,
      panels: [
        panel('record', rowOf(train.features, dimension, position)),
        panel('poison', rowOf(features, dimension, i)),
        ...(query === undefined ? [] : [panel('query', query)]),
      ],
    };
  });
}
