import type { Mechanism } from '../lib/core/mechanism.js';

/** A mechanism with the settings that were assumed. */
export interface Described<M extends Mechanism = Mechanism> {
  readonly mechanism: M;
  /** 'name = value' of each assumed setting */
  readonly defaults: readonly string[];
  /** names of the flags that were left out */
  readonly missing: readonly string[];
  /** where it came from, as an error names it */
  readonly label: string;
}
