export type {
  AttackDocument,
  AttackRow,
  CellBound,
  CellGuarantee,
  CellName,
  CellVerdict,
  Estimate,
  Measure,
  MeasuredCell,
  PoisonPicture,
  SeedFailure,
  SeedMeasure,
} from './attack.js';
export { ATTACK_SCHEMA } from './attack.js';
export type {
  AuditBound,
  AuditDocument,
  AuditTest,
  GameName,
  Roc,
  ScoreHistogram,
  Validity,
} from './audit.js';
export { AUDIT_SCHEMA } from './audit.js';
export type { Basis } from './basis.js';
export type { Claim, ClaimObject, Quantity } from './claim.js';
export type { ClaimDocument, Statement } from './document.js';
export { epochsOf } from './epochs.js';
export type { LossDistribution, LossPair, Mass } from './loss.js';
export type {
  Additive,
  Design,
  Domain,
  DpSgd,
  Guarantee,
  Labels,
  Mechanism,
  Mixup,
  Noise,
} from './mechanism.js';
export { UnsupportedError } from './mechanism.js';
export type { Mixtures } from './mixtures.js';
export type { Profile, RenyiCurve, TradeOff } from './profile.js';
export type { DomainRecords, ImageShape, Records } from './records.js';
export type { Adjacency, Direction, Side } from './side.js';
export { DIRECTIONS, opposite } from './side.js';
export type { Sweep, SweepCell } from './sweep.js';
export { SWEEP_SCHEMA } from './sweep.js';
export type { VoteRow, Votes } from './votes.js';
