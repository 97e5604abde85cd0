export { type Bits, secureBits, seededBits } from './bits.js';
export { Draws } from './draws.js';
