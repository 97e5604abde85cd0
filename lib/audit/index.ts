export type { FamilyMember, ScoreLaw, ScoreLaws, TradeOffFamily } from './family.js';
export { checkWorlds, type Worlds } from './worlds.js';
