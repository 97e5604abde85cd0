import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { PixelBudget, Poisoning } from '../attack.js';
import { packArrays } from './pack-arrays.js';

/** Name and version of the note beside an archive of poisons. */
export const POISON_SCHEMA = 'dpih/poisons/1';

/** What made some poisons: plain data. */
export interface PoisonNote {
  /** of the attack */
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** how far poisons may lie from the records they replace, where that is bounded */
  readonly budget?: PixelBudget;
  /** of the scene */
  readonly seed?: string;
  /** of dpih */
  readonly version: string;
}

/** A note as it stands in its file. */
export const noteSchema = z.strictObject({
  schema: z.literal(POISON_SCHEMA),
  version: z.string(),
  kind: z.string(),
  settings: z.record(z.string(), z.unknown()),
  poisons: z.int().min(1),
  budget: z.strictObject({ norm: z.enum(['linf', 'l2']), size: z.number() }).exactOptional(),
  seed: z.string().exactOptional(),
  told: z.record(z.string(), z.number()),
  sha256: z.string(),
});

/**
 * Poisons as a NumPy archive, and as JSON the note that belongs beside it. The same bytes for the same poisons.
 *
 *   positions       (r,) uint32, in the records that were trained on, ascending
 *   features        (r, d), (r, h, w) or (r, h, w, c) float32: nothing is lost to 8 bits
 *   labels          (r,) uint16
 *   query_features  as features; query_truth (q,) uint16; query_intended (q,) uint16, absent where any error will do
 *
 * @param train  tells the shape of a record
 */
export async function packPoisons(
  poisoning: Poisoning,
  train: Pick<Records, 'dimension' | 'image'>,
  note: PoisonNote,
): Promise<{ readonly archive: Buffer; readonly about: string }> {
  const { positions, features, labels, queries, told } = poisoning;
  const shape = (count: number): number[] => [count, ...shapeOf(train)];
  const archive = await packArrays([
    { name: 'positions', shape: [positions.length], values: positions },
    { name: 'features', shape: shape(positions.length), values: features },
    { name: 'labels', shape: [labels.length], values: labels },
    { name: 'query_features', shape: shape(queries.count), values: queries.features },
    { name: 'query_truth', shape: [queries.count], values: queries.truth },
    ...(queries.aim.kind === 'class'
      ? [{ name: 'query_intended', shape: [queries.count], values: queries.aim.intended }]
      : []),
  ]);
  const { version, ...rest } = note;
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const about = { schema: POISON_SCHEMA, version, ...rest, poisons: positions.length, told, sha256 };
  return { archive, about: `${JSON.stringify(noteSchema.parse(about), undefined, 2)}\n` };
}

/** The note beside an archive: poisons.npz has poisons.json. @throws DomainError */
export function notePath(path: string): string {
  if (!/[^/\\]\.npz$/.test(path)) throw new DomainError('path', 'a name that ends in .npz', path);
  return `${path.slice(0, -'.npz'.length)}.json`;
}

/**
 * Writes poisons as `path` with their note beside them. A note that stood there is removed first and the new one comes
 * last, each whole or not at all: no note ever stands beside poisons it does not speak of.
 *
 * @throws DomainError for another path than *.npz; errors of the file system
 */
export async function writePoisonFile(
  path: string,
  poisoning: Poisoning,
  train: Pick<Records, 'dimension' | 'image'>,
  note: PoisonNote,
): Promise<void> {
  const beside = notePath(path);
  const { archive, about } = await packPoisons(poisoning, train, note);
  rmSync(beside, { force: true });
  writeWhole(path, archive);
  writeWhole(beside, about);
}

function shapeOf({ dimension, image }: Pick<Records, 'dimension' | 'image'>): number[] {
  if (image === undefined) return [dimension];
  const { height, width, channels } = image;
  return channels === 1 ? [height, width] : [height, width, channels];
}

function writeWhole(path: string, content: Buffer | string): void {
  const part = `${path}.${process.pid}.partial`;
  try {
    const file = openSync(part, 'w');
    try {
      writeFileSync(file, content);
      fsyncSync(file); // the content must be on the disk before the name is
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}
