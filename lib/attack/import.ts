import * as z from 'zod';
import { DomainError } from '../numerics/index.js';
import type { Attack, Queries, Scene } from './attack.js';
import { notOfClass } from './choices/choose.js';
import { errorQueries, intendedQueries } from './choices/queries.js';
import { classOf, classSetting } from './choices/target.js';
import { readPoisonFile } from './poisons/read-poisons.js';

const schema = z.strictObject({
  kind: z.literal('import'),
  file: z.string().min(1).describe('NumPy archive of positions, features, labels and, if it likes, queries'),
  target: classSetting
    .exactOptional()
    .describe(
      'where the file has no queries: class that all other test records shall get; default any error',
    ),
  epsilon: z.number().gt(0).exactOptional().describe('budget it is held to, as a share of the pixel range'),
  norm: z.enum(['linf', 'l2']).default('linf').describe('of epsilon'),
  cleanLabel: z.boolean().default(false).describe('hold it to keep the true labels'),
});

type Spec = z.infer<typeof schema>;

/** Poisons that were made elsewhere, or here before: read from a file, and held to the terms its settings state. */
export const imported: Attack<Spec> = {
  kind: 'import',
  summary: 'poisons from a NumPy archive',
  source: 'the file',
  schema,
  demands: () => ({}),
  budget: ({ norm, epsilon }) => (epsilon === undefined ? undefined : { norm, size: epsilon }),
  cleanLabel: ({ cleanLabel }) => cleanLabel,
  check(spec, shape) {
    if (spec.target !== undefined) classOf(spec.target, shape.classes);
  },
  files: ({ file }) => [file],
  async craft(spec, scene) {
    const { positions, features, labels, told, queries } = await readPoisonFile(spec.file, scene.train);
    return { positions, features, labels, told, queries: queriesFor(spec, scene, queries) };
  },
};

function queriesFor({ target }: Spec, { test }: Scene, inFile: Queries | undefined): Queries {
  if (target === undefined) return inFile ?? errorQueries(test);
  if (inFile !== undefined)
    throw new DomainError('target', 'left out: the file has queries of its own', target);
  const intended = classOf(target, test.classes);
  return intendedQueries(test, notOfClass(test, intended), intended);
}
