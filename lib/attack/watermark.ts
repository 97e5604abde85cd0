import * as z from 'zod';
import { DomainError } from '../numerics/index.js';
import type { Attack } from './attack.js';
import { drawEligible, notOfClass, ofClass, rowOf, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { intendedQueries } from './choices/queries.js';
import { classOf, classSetting, targetOf } from './choices/target.js';

const schema = z.strictObject({
  kind: z.literal('watermark'),
  target: classSetting.exactOptional().describe('class that the queries are labelled as; default drawn'),
  opacity: z.number().gt(0).max(1).default(1).describe('of the query in a poison'),
  queries: z.int().min(1).default(1).describe('test images that poisons are made of'),
});

/**
 * A check of everything else: records of the target class are overlaid with the very images that will be asked,
 * x' = (1 - opacity) x + opacity query, each query in turn. At opacity 1 the poisons are the queries under the intended
 * label. An undefended model that learns its records must fall for it.
 */
export const watermark: Attack<z.infer<typeof schema>> = {
  kind: 'watermark',
  summary: 'the queries themselves under the intended label: a check that must succeed',
  source: 'the watermark of Shafahi et al. 2018, Poison frogs, arXiv:1804.00792, without a feature space',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  check({ target, queries }, { classes, poisons }) {
    if (target !== undefined) classOf(target, classes);
    if (!(queries <= poisons)) throw new DomainError('queries', `at most one a poison, ${poisons}`, queries);
  },
  async craft({ target: given, opacity, queries: count }, scene) {
    const { train, test, poisons } = scene;
    const target = targetOf(given, scene);
    const draws = drawsOf(scene, 'watermark');
    const name = train.classes[target];
    const others = notOfClass(test, target);
    if (!(count <= others.length))
      throw new DomainError(
        'queries',
        `at most the ${others.length} test records not of class ${name}`,
        count,
      );
    const asked = drawEligible(draws, others, count, `test records not of class ${name}`);
    const eligible = ofClass(train, target);
    const positions = drawEligible(draws, eligible, poisons, `training records of the target class ${name}`);
    const features = rowsOf(train, positions);
    for (let i = 0; i < poisons; i += 1) {
      const poison = rowOf(features, train.dimension, i);
      const query = rowOf(test.features, train.dimension, asked[i % count]);
      for (let j = 0; j < poison.length; j += 1) poison[j] = (1 - opacity) * poison[j] + opacity * query[j];
    }
    return {
      positions,
      features,
      labels: new Uint16Array(poisons).fill(target),
      queries: intendedQueries(test, asked, target),
      told: { target },
    };
  },
};
