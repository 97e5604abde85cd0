export type {
  Attack,
  Demands,
  PixelBudget,
  PixelGrid,
  Poisoning,
  Queries,
  Scene,
  SceneShape,
} from './attack.js';
export { ATTACKS, attackOf } from './attacks.js';
export { checkAttack, shapeOf } from './poisons/check-attack.js';
export { checkPoisoning, type Terms } from './poisons/check-poisoning.js';
export { craftPoisons } from './poisons/craft-poisons.js';
export { notePath, type PoisonNote, packPoisons, writePoisonFile } from './poisons/poison-file.js';
export { poisoned } from './poisons/poisoned.js';
export { onGrid } from './poisons/quantise.js';
export { poisonsInFile, type ReadPoisons, readPoisonFile } from './poisons/read-poisons.js';
