import { DomainError } from '../../numerics/index.js';
import type { Draws } from '../../random/index.js';
import type { Queries, Scene, SceneShape } from '../attack.js';
import { checkPatch, type PatchSpec, patchOf, patchSettings, stamp } from '../triggers/patch.js';
import { ofClass, rowOf, rowsOf } from './choose.js';
import { type Trigger, triggeredQueries } from './queries.js';
import { classOf, classSetting, targetOf } from './target.js';

/** Settings of a backdoor that turns patched images of one class into another. */
export interface SourceToTargetSpec extends PatchSpec {
  readonly target?: number | string;
  readonly source?: number | string;
}

export const sourceToTargetSettings = {
  target: classSetting.exactOptional().describe('class that the trigger stands for; default drawn'),
  source: classSetting.exactOptional().describe('class whose images bear the trigger; default drawn'),
  ...patchSettings,
};

/** What a backdoor works on whose poisons, of the target class, bear no trigger. */
export interface SourceToTarget {
  readonly target: number;
  readonly source: number;
  /** (sources, dimension) row-major: the training images of the source class, patched; at least one */
  readonly patched: Float32Array;
  readonly sources: number;
  /** positions of the training records of the target class, at least r */
  readonly candidates: readonly number[];
  /** the test images of the source class, patched */
  readonly queries: Queries;
}

/** @throws DomainError for a patch or a class that cannot be, or where target and source are one class */
export function checkSourceToTarget(spec: SourceToTargetSpec, shape: SceneShape): void {
  checkPatch(spec, shape);
  const { classes } = shape;
  const target = spec.target === undefined ? undefined : classOf(spec.target, classes);
  const source = spec.source === undefined ? undefined : classOf(spec.source, classes, 'source');
  if (source !== undefined && source === target) throw sameClass(spec.source);
}

/**
 * Classes, source images and queries of a scene.
 *
 * @param draws  what the source class is drawn from where it is not named, and the target's replacement where a drawn
 *               target is the named source
 * @throws DomainError  where the source class has no record, or the target class fewer than r
 */
export function sourceToTarget(spec: SourceToTargetSpec, scene: Scene, draws: Draws): SourceToTarget {
  const { train, test, poisons, pixels } = scene;
  const [target, source] = classesOf(spec, scene, draws);
  const patch = patchOf(spec, train.image, pixels);
  const trigger: Trigger = (record) => stamp(patch, record);
  const queries = triggeredQueries(test, target, trigger, ofClass(test, source));
  const positions = ofClass(train, source);
  const sources = positions.length;
  if (!(sources > 0))
    throw new DomainError('source', 'a class that has training records', train.classes[source]);
  const candidates = ofClass(train, target);
  if (!(poisons <= candidates.length))
    throw new DomainError(
      'poisons',
      `at most the ${candidates.length} training records of class ${train.classes[target]}`,
      poisons,
    );
  const patched = rowsOf(train, positions);
  for (let i = 0; i < sources; i += 1) trigger(rowOf(patched, train.dimension, i));
  return { target, source, patched, sources, candidates, queries };
}

/** Target and source: as given, else drawn. */
function classesOf(spec: SourceToTargetSpec, scene: Scene, draws: Draws): [number, number] {
  const { classes } = scene.train;
  const other = (label: number): number => (label + 1 + draws.below(classes.length - 1)) % classes.length;
  const target = targetOf(spec.target, scene);
  if (spec.source === undefined) return [target, other(target)];
  const source = classOf(spec.source, classes, 'source');
  if (target !== source) return [target, source];
  if (spec.target !== undefined) throw sameClass(spec.source);
  return [other(source), source];
}

const sameClass = (source: unknown): DomainError =>
  new DomainError('source', 'a class other than the target', source);
