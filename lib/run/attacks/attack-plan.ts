import { createHash } from 'node:crypto';
import type { PixelGrid } from '../../attack/index.js';
import type { ImageShape } from '../../core/index.js';
import { type DataSpec, dataIdentity } from '../../data/data-spec.js';
import type { BackendName, BackendRecord, GradientSpec, RidgeSpec } from '../../train/index.js';
import { canonicalJson } from '../canonical-json.js';

/** Name and version of the format; a reader that does not know it must refuse. */
export const ATTACK_PLAN_SCHEMA = 'dpih/attack-run/1';

/** The settings of an attack or of a defence, complete. */
export interface Settings {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** An attack and the budgets that it is played at. */
export interface AttackEntry {
  readonly spec: Settings;
  /** each a share of the records trained on where below 1, else a number of records */
  readonly poisons: readonly number[];
  /** SHA-256 of each file that the attack reads, where it reads any */
  readonly files?: readonly string[];
}

/** A module of the user's own: its default export is an Attack or a Defence. */
export interface OwnModule {
  /** absolute */
  readonly path: string;
  /** of the file itself; what it imports in turn is not looked at */
  readonly sha256: string;
}

/** The frozen extractor of victims that train a last layer only, and what they train on it. */
export interface TransferSpec {
  /** what the extractor is trained as, on the public records */
  readonly body: GradientSpec;
  /** the last layer: softmax regression on what the extractor says */
  readonly head: GradientSpec;
  /** share of the training records that is set apart as public, in (0, 1) */
  readonly publicShare: number;
}

/**
 * All that the measurements of an attack run depend on; plain JSON, every default filled in. What is measured for a
 * seed depends on a part of it only (see cellKeys), so a plan may be extended and its folder continued.
 */
export interface AttackPlan {
  readonly schema: typeof ATTACK_PLAN_SCHEMA;
  /** of dpih: another version may measure otherwise */
  readonly version: string;
  /** with the hash of every file it reads */
  readonly data: DataSpec;
  /** shape of a record, where it is an image and the source does not say so */
  readonly image?: ImageShape;
  /** of the records as the steps of `data` leave them */
  readonly pixels: PixelGrid;
  readonly learners: readonly (GradientSpec | RidgeSpec)[];
  /** what attackers train for themselves */
  readonly surrogate: GradientSpec;
  readonly transfer: TransferSpec;
  readonly attacks: readonly AttackEntry[];
  readonly defences: readonly Settings[];
  /** paired seeds of every cell */
  readonly seeds: number;
  readonly seed: string;
  /** every interval by itself, and the verdicts together, are wrong with probability at most this */
  readonly alpha: number;
  /** what TensorFlow.js is to run on; default: the first that is there */
  readonly backend?: BackendName;
  readonly own: readonly OwnModule[];
  /** settings that were not given but assumed, 'name = value'; told to the reader, and nothing depends on them */
  readonly assumed: readonly string[];
  /** what TensorFlow.js ran on: filled in by the run */
  readonly engine?: BackendRecord;
}

/** A plan as the text of plan.json: equal plans, equal text. */
export function attackPlanText(plan: AttackPlan): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(plan)), null, 2)}\n`;
}

/**
 * What tells runs apart, 64 hexadecimal digits: the plan, where files stand for their contents, wherever they lie.
 * @throws DomainError where the files of the data were not hashed
 */
export function attackFingerprint(plan: AttackPlan): string {
  const { own, data, assumed: _, ...rest } = plan;
  return sha256Of({ ...rest, data: dataIdentity(data), own: own.map(({ sha256 }) => sha256) });
}

/** SHA-256 of a value as canonical JSON, 64 hexadecimal digits. */
export function sha256Of(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
