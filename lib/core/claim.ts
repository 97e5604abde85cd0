import type { Basis } from './basis.js';
import type { Side } from './side.js';

export type Quantity =
  | 'epsilon'
  | 'delta'
  | 'renyi'
  | 'mu'
  | 'radius'
  | 'certifiedAccuracy'
  | 'expectedAccuracy'
  | 'expectedLoss'
  | 'attackSuccess'
  | 'probability'
  | 'noise'
  | 'gain';

/** What a claim about predictions speaks of. */
export type ClaimObject = 'mechanism' | 'smoothed learner' | 'majority vote' | 'trained model';

/** One statement: a quantity, on which side of the truth the value stands, how sure, and why. */
export interface Claim {
  readonly quantity: Quantity;
  readonly side: Side;
  readonly value: number;
  /** 1 for a proved number; 1 - alpha where it rests on votes or samples */
  readonly confidence: number;
  readonly object: ClaimObject;
  readonly basis: Basis;
  /** which method gave it: 'profile', 'pure', 'renyi', 'pixeldp', ... */
  readonly method: string;
  readonly poisons?: number;
  readonly epsilon?: number;
  readonly delta?: number;
  readonly order?: number;
  readonly p?: number;
  /** numerical enclosure of the bound that `value` is the safe end of */
  readonly enclosure?: readonly [number, number];
}
