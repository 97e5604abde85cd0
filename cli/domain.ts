import type { Domain } from '../lib/core/mechanism.js';
import { readNumber, readPositive, readWhole, splitCommas } from './number.js';
import type { Scope } from './scope.js';
import { UsageError } from './usage-error.js';

const RULE = 'one of l2-ball:R[,DIM] l1-ball:R[,DIM] box:LO,HI,DIM l2-diameter:X[,DIM] l1-diameter:X[,DIM]';

/** Greatest number of coordinates that is taken for meant. */
const MAXIMAL_DIMENSION = 1e9;

/** The record domain from text such as `box:0,1,784` or `l2-diameter:sqrt(3072)`. @throws UsageError */
export async function readDomain(text: string, scope: Scope): Promise<Domain> {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const parts = colon < 0 ? [] : splitCommas(text.slice(colon + 1));
  const dimension = (part: string): Promise<number> => readWhole('domain', part, 1, MAXIMAL_DIMENSION, scope);
  const [first = '', second] = parts;
  switch (kind) {
    case 'box': {
      const [low = '', high = '', size] = parts;
      if (parts.length !== 3 || size === undefined)
        throw UsageError.of('domain', 'box:LO,HI,DIM with the number of coordinates', text);
      const box = {
        kind,
        low: await readNumber('domain', low, scope),
        high: await readNumber('domain', high, scope),
        dimension: await dimension(size),
      } as const;
      if (!(box.low < box.high)) throw UsageError.of('domain', 'box:LO,HI,DIM with LO < HI', text);
      return box;
    }
    case 'l2-ball':
    case 'l1-ball':
      if (parts.length < 1 || parts.length > 2) throw UsageError.of('domain', RULE, text);
      return {
        kind,
        radius: await readPositive('domain', first, scope),
        ...(second === undefined ? {} : { dimension: await dimension(second) }),
      };
    case 'l2-diameter':
    case 'l1-diameter':
      if (parts.length < 1 || parts.length > 2) throw UsageError.of('domain', RULE, text);
      return {
        kind,
        diameter: await readPositive('domain', first, scope),
        ...(second === undefined ? {} : { dimension: await dimension(second) }),
      };
    default:
      throw UsageError.of('domain', RULE, text);
  }
}
