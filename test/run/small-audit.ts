import { AUDIT_PLAN_SCHEMA, type AuditPlan } from '../../lib/run/index.js';

/** A label game of units that take a millisecond: 1,000 trials of one release each. */
export function smallAudit(units: number, seed = '1'): AuditPlan {
  return {
    schema: AUDIT_PLAN_SCHEMA,
    version: '0.0.0',
    spec: {
      kind: 'labels',
      mechanism: {
        kind: 'mixup',
        n: 4,
        k: 2,
        releases: 1,
        design: 'subsets',
        noise: { law: 'gaussian', scale: 1 },
        domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
        labels: { kind: 'exposed' },
        adjacency: 'replace',
      },
      trials: 500 * units,
      seed,
    },
    assumed: [],
  };
}
