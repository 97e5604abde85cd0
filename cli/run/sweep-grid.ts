import type { Domain } from '../../lib/core/mechanism.js';
import type { Given } from '../command.js';
import { readPositive, readWholeList, splitCommas } from '../number.js';
import { UsageError } from '../usage-error.js';

/** One pair of the grid. */
export interface Pair {
  readonly k: number;
  readonly sigma: number;
}

/** A grid with the settings that were assumed. */
export interface Grid {
  readonly pairs: readonly Pair[];
  readonly defaults: readonly string[];
}

/** Widths and noise, in units of the domain, that calibrate looks at where none are named. */
const WIDTHS = '1,2,4,8';
const NOISE = [0.1, 0.2, 0.4, 0.8];
/** Runs beyond this are taken for a mistake. */
const MOST = 1000;

/** Every pair of --k-sweep (or --k) and --noise-sweep (or --sigma), by k, then by sigma. @throws UsageError */
export async function readGrid(given: Given): Promise<Grid> {
  const { text } = given;
  for (const [sweep, one] of FLAGS)
    if (!(sweep in text) && !(one in text))
      throw new UsageError(`--${one} or --${sweep} must be given, got nothing`);
  return grid(given, text['k-sweep'] ?? text.k ?? '', text['noise-sweep'] ?? text.sigma ?? '', []);
}

/** As readGrid; what is left out is a grid of its own. @param domain sets the units of the noise */
export async function readGridOr(given: Given, domain: Domain): Promise<Grid> {
  const { text } = given;
  const defaults: string[] = [];
  const or = (sweep: string, one: string, fallback: string): string => {
    const value = text[sweep] ?? text[one];
    if (value === undefined) defaults.push(`${sweep} = ${fallback}`);
    return value ?? fallback;
  };
  const unit = unitOf(domain);
  const noise = NOISE.map((part) => Number((part * unit).toPrecision(6))).join(',');
  return grid(given, or('k-sweep', 'k', WIDTHS), or('noise-sweep', 'sigma', noise), defaults);
}

const FLAGS = [
  ['k-sweep', 'k'],
  ['noise-sweep', 'sigma'],
] as const;

async function grid(
  { text }: Given,
  widths: string,
  noise: string,
  defaults: readonly string[],
): Promise<Grid> {
  for (const [sweep, one] of FLAGS)
    if (sweep in text && one in text)
      throw new UsageError(`--${one} must stand without --${sweep}, got both`);
  const ks = await readWholeList('k-sweep' in text ? 'k-sweep' : 'k', widths, 1, 1e9);
  const flag = 'noise-sweep' in text ? 'noise-sweep' : 'sigma';
  const sigmas: number[] = [];
  for (const part of splitCommas(noise)) sigmas.push(await readPositive(flag, part));
  if (new Set(sigmas).size !== sigmas.length) throw UsageError.of(flag, 'a list without repetitions', noise);
  sigmas.sort((a, b) => a - b);
  if (ks.length * sigmas.length > MOST)
    throw UsageError.of(
      'k-sweep',
      `one of ${MOST} pairs with --noise-sweep at most`,
      ks.length * sigmas.length,
    );
  return { pairs: ks.flatMap((k) => sigmas.map((sigma) => ({ k, sigma }))), defaults };
}

/** Radius of a ball, side of a box: the length that noise is felt against. */
function unitOf(domain: Domain): number {
  switch (domain.kind) {
    case 'l2-ball':
    case 'l1-ball':
      return domain.radius;
    case 'box':
      return domain.high - domain.low;
    case 'l2-diameter':
    case 'l1-diameter':
      return domain.diameter / 2;
  }
}

/** The flags of one pair's run. */
export function withPair(given: Given, { k, sigma }: Pair): Given {
  const { 'k-sweep': _k, 'noise-sweep': _noise, ...text } = given.text;
  return { ...given, text: { ...text, k: String(k), sigma: String(sigma) } };
}
