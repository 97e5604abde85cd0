export { type Bits, Draws, secureBits, seededBits } from '../random/index.js';
export { drawMixtures, mixtureStream, prepareRelease, type Release } from './draw-mixtures.js';
export type { Grid } from './grid.js';
export { type Groups, groups } from './groups.js';
export { MixtureStream } from './mixture-stream.js';
export { RoundedNoise } from './rounded-noise.js';
export { type NpzShape, type WrittenFile, writeNpz } from './write-npz.js';
export { claimPath, writeRelease } from './write-release.js';
