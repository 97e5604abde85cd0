import type { DataSpec } from '../data/data-spec.js';
import type { GameSpec } from '../games/game.js';
import { DomainError } from '../numerics/index.js';
import type { BackendRecord } from '../train/learner.js';

/** Name and version of the format; a reader that does not know it must refuse. */
export const AUDIT_PLAN_SCHEMA = 'dpih/audit-run/1';

/**
 * All that the scores of a game depend on, and nothing else but `assumed`; plain JSON. Equal plans give equal
 * bytes wherever arithmetic is the same to the last bit: see Plan.
 */
export interface AuditPlan {
  readonly schema: typeof AUDIT_PLAN_SCHEMA;
  /** of dpih: another version may draw other scores */
  readonly version: string;
  readonly spec: GameSpec;
  /** of a game on trained models, with the hash of every file it reads */
  readonly data?: DataSpec;
  /** what TensorFlow.js runs on, where a learner is one of its */
  readonly backend?: BackendRecord;
  /** settings that were not given but assumed, 'name = value'; told to the reader, no part of the fingerprint */
  readonly assumed: readonly string[];
}

/**
 * Requires a plan that names all that its scores depend on: else a folder could be continued with other data, or on
 * another engine.
 * @throws DomainError
 */
export function checkAuditPlan({ spec, data, backend }: AuditPlan): void {
  if ((spec.kind === 'trained') !== (data !== undefined))
    throw new DomainError(
      'data of the plan',
      'named for a game on trained models, and for no other',
      `${data === undefined ? 'none' : data.source} for the game ${spec.kind}`,
    );
  const learner = spec.kind === 'trained' ? spec.recipe.learner?.kind : undefined;
  const network = learner !== undefined && learner !== 'ridge';
  if (network !== (backend !== undefined))
    throw new DomainError(
      'backend of the plan',
      'named for learners of TensorFlow.js, and for no other (backendOf)',
      `${backend === undefined ? 'none' : backend.name} for ${learner ?? `the game ${spec.kind}`}`,
    );
}
