export type {
  AttackEntry,
  AttackPlan,
  AttackRun,
  AttackRunOptions,
  AttackRunResult,
  DataShape,
  MergedAttacks,
  OwnModule,
  ParseOptions,
  Settings,
  TransferSpec,
} from './attacks/index.js';
export {
  ATTACK_PLAN_SCHEMA,
  attackFingerprint,
  attackPlanText,
  attacksOnQueue,
  mergeAttacks,
  parseAttackPlan,
  planLegend,
  poisonPictures,
  readAttackRun,
  runAttacks,
} from './attacks/index.js';
export type { AuditFolder, AuditRun } from './audit-folder.js';
export { auditUnits, mergeAudits, readAudit } from './audit-folder.js';
export { auditOnQueue } from './audit-on-queue.js';
export type { AuditPlan } from './audit-plan.js';
export { AUDIT_PLAN_SCHEMA } from './audit-plan.js';
export { parseAuditPlan } from './audit-schema.js';
export { backendOf } from './backend-of.js';
export { GameError } from './game-error.js';
export { mergeShards } from './merge.js';
export type { AnyPlan, Plan } from './plan.js';
export { fingerprint, PLAN_SCHEMA, planDifference, planText } from './plan.js';
export { parsePlan } from './plan-schema.js';
export type { PlayOptions } from './play-game.js';
export { playGame } from './play-game.js';

export { QueueError } from './queue-connection.js';
export type { Served, ServeOptions } from './queue-serve.js';
export { serveTasks } from './queue-serve.js';
export type { AuditOptions } from './run-audit.js';
export { runAudit } from './run-audit.js';
export type { RunFolder } from './run-folder.js';
export { readRun } from './run-folder.js';
export type { QueueRunOptions } from './run-on-queue.js';
export { runOnQueue } from './run-on-queue.js';
export type { RunOptions, RunResult } from './run-plan.js';
export { runPlan } from './run-plan.js';
export type { ShardWorkerOptions } from './shard-worker.js';
export { shardWorker } from './shard-worker.js';
export type { Slice } from './slice.js';
export { sliceOf } from './slice.js';
export type { TestSet } from './test-set.js';
export { TrainingError } from './train-models.js';
export type { VoteCount } from './votes.js';
export { countVotes } from './votes.js';
