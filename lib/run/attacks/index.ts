export type { AttackEntry, AttackPlan, OwnModule, Settings, TransferSpec } from './attack-plan.js';
export { ATTACK_PLAN_SCHEMA, attackFingerprint, attackPlanText } from './attack-plan.js';
export { type ParseOptions, parseAttackPlan } from './attack-plan-schema.js';
export type { DataShape } from './data-shape.js';
export { type AttackRun, readAttackRun } from './read-run.js';
export { type AttackRunOptions, type AttackRunResult, runAttacks } from './run-attacks.js';
