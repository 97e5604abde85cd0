import { DomainError } from '../numerics/index.js';
import { adaptiveBlend } from './adaptive-blend.js';
import { adaptivePatch } from './adaptive-patch.js';
import { adversarialPoisons } from './adversarial-poisons.js';
import type { Attack } from './attack.js';
import { badnets } from './badnets.js';
import { blended } from './blended.js';
import { bullseye } from './bullseye.js';
import { canary } from './canary.js';
import { cleanLabelPatch } from './clean-label-patch.js';
import { clipBkd } from './clip-bkd.js';
import { featureCollision } from './feature-collision.js';
import { gradientMatching } from './gradient-matching.js';
import { hiddenTrigger } from './hidden-trigger.js';
import { imported } from './import.js';
import { influenceFlip } from './label-flip-influence.js';
import { labelFlipRandom } from './label-flip-random.js';
import { labelFlipTargeted } from './label-flip-targeted.js';
import { sig } from './sig.js';
import { sleeperAgent } from './sleeper-agent.js';
import { watermark } from './watermark.js';

const LIST: readonly Attack[] = [
  labelFlipRandom,
  labelFlipTargeted,
  badnets,
  blended,
  sig,
  adaptiveBlend,
  adaptivePatch,
  canary,
  clipBkd,
  watermark,
  imported,
  cleanLabelPatch,
  adversarialPoisons,
  featureCollision,
  bullseye,
  gradientMatching,
  sleeperAgent,
  hiddenTrigger,
  influenceFlip,
];

/** Every attack there is, by its kind. */
export const ATTACKS: Readonly<Record<string, Attack>> = Object.fromEntries(
  LIST.map((attack) => [attack.kind, attack]),
);

/** The attack of this kind. @throws DomainError that names the known ones */
export function attackOf(kind: string): Attack {
  const found = Object.hasOwn(ATTACKS, kind) ? ATTACKS[kind] : undefined;
  if (found === undefined) throw new DomainError('attack', `one of ${Object.keys(ATTACKS).join(', ')}`, kind);
  return found;
}
