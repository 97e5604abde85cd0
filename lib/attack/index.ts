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
