import type { Domain } from './mechanism.js';

/** Labelled records as they were read. */
export interface Records {
  /** number of records */
  readonly count: number;
  /** features of one record */
  readonly dimension: number;
  /** (count, dimension) row-major */
  readonly features: Float32Array;
  /** length count; indices into classes */
  readonly labels: Uint16Array;
  /** class names */
  readonly classes: readonly string[];
  /** where a record is an image: its features are (height, width, channels) row-major */
  readonly image?: ImageShape;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Records each of which was checked to lie in the domain: what a release may be drawn from. */
export interface DomainRecords extends Records {
  readonly domain: Domain;
}
