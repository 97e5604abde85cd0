export { type EpsilonDelta, groupEpsilonDelta, groupRenyi, pointProfile } from './group-conversion.js';
export { epsilonAt, epsilonWitness } from './profile-epsilon.js';
export { type RenyiEpsilon, renyiDelta, renyiEpsilon, renyiEpsilonAtOrder } from './renyi-delta.js';
export { tradeOff } from './trade-off.js';
