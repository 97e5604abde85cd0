import type { Baseline } from './baseline.js';
import { iterated, oneShot } from './epsilon-delta.js';
import { iteratedProfile } from './iterated-profile.js';
import { ma } from './ma.js';
import { pixelDp } from './pixeldp.js';
import { renyiFlip } from './renyi-flip.js';
import { renyiHoelder, renyiHoelderCommon, renyiHoelderComplement } from './renyi-hoelder.js';
import { xie } from './xie.js';

export type { Baseline, BaselineKnowledge } from './baseline.js';
export { iterated, keptAtPoint, oneShot } from './epsilon-delta.js';
export { iteratedProfile } from './iterated-profile.js';
export type { KnowledgeSources } from './knowledge.js';
export { baselineKnowledge } from './knowledge.js';
export { ma, maCost } from './ma.js';
export { pixelDp } from './pixeldp.js';
export { flipThreshold, renyiFlip } from './renyi-flip.js';
export {
  hoelderKept,
  hoelderReached,
  renyiHoelder,
  renyiHoelderCommon,
  renyiHoelderComplement,
} from './renyi-hoelder.js';
export { baselineRule } from './rule.js';
export { xie } from './xie.js';

/** Every baseline, weakest currency first. */
export const BASELINES: readonly Baseline[] = [
  ma,
  xie,
  pixelDp,
  oneShot,
  iterated,
  renyiHoelderCommon,
  renyiHoelder,
  renyiHoelderComplement,
  renyiFlip,
  iteratedProfile,
];
