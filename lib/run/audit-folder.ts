import { join } from 'node:path';
import { AUDIT_PLAN_SCHEMA, type AuditPlan } from './audit-plan.js';
import { type GameCut, parseAuditPlan, parseGameCut } from './audit-schema.js';
import { type Folder, type FolderKind, readFolder, sliceFile } from './folder.js';
import { mergeFolders } from './merge-folders.js';
import { fingerprint } from './plan.js';
import { SCORE_CODEC } from './score-codec.js';
import { type Slice, wholeSlice } from './slice.js';
import { storedValues } from './store-file.js';

/** Folders of played games: plan.json, game.json and scores.bin. */
export const SCORES: FolderKind<AuditPlan, GameCut, Float64Array> = {
  schema: AUDIT_PLAN_SCHEMA,
  stem: 'scores',
  memo: { file: 'game.json', name: 'cut of the game', other: 'other units' },
  parsePlan: parseAuditPlan,
  parseMemo: parseGameCut,
  count: (_, { units }) => units,
  layout: (plan, { width }) => ({ fingerprint: fingerprint(plan), width, codec: SCORE_CODEC }),
};

/** A played game as its folder tells it. */
export interface AuditFolder {
  readonly folder: string;
  readonly plan: AuditPlan;
  /** how many units the game is cut into, and how many numbers one has */
  readonly game: GameCut;
}

export interface AuditRun extends AuditFolder {
  readonly slice: Slice;
  /** units played now; the others were in the folder */
  readonly computed: number;
}

/** @throws DataError where the folder is of no game */
export function readAudit(folder: string): AuditFolder {
  return asAudit(readFolder(SCORES, folder));
}

/**
 * The scores of a finished game: one array for each unit, in order, as Game.collect takes them.
 * @throws DataError where units are damaged or not all there
 */
export function auditUnits({ folder, plan, game }: AuditFolder): Float64Array[] {
  const all = wholeSlice(game.units);
  return [...storedValues(SCORES.layout(plan, game), join(folder, sliceFile(SCORES, all)), all)];
}

/**
 * Joins slices of a game into one folder, as mergeShards does for models.
 * @throws DataError where slices overlap, a unit is missing, a file is damaged, or a folder is of another plan
 */
export function mergeAudits(folders: readonly string[], out: string): AuditRun {
  const { slice, ...run } = mergeFolders(SCORES, folders, out);
  return { ...asAudit(run), slice, computed: 0 };
}

export function asAudit({ folder, plan, memo }: Folder<AuditPlan, GameCut>): AuditFolder {
  return { folder, plan, game: memo };
}
