import type { Design, Labels, Mixup } from '../lib/core/mechanism.js';
import { epoch } from '../lib/plan/widths.js';
import { readChoice } from './choice.js';
import type { Given } from './command.js';
import type { Described } from './described.js';
import { readDomain } from './domain.js';
import { parseFile, readFile } from './file.js';
import { GUARANTEE_FLAGS, MIXUP_FLAGS } from './flags.js';
import { readGuarantee } from './guarantee.js';
import type { Io } from './io.js';
import { readPositive, readWhole } from './number.js';
import type { Scope } from './scope.js';
import { UsageError } from './usage-error.js';

/** Greatest count of records or releases that is taken for meant. */
const MAXIMAL_COUNT = 1e9;
export const DESIGNS: readonly Design[] = ['subsets', 'poisson', 'partition', 'balanced'];

/** The mechanism of a command line: from a file, a guarantee, or the mixup flags. @throws UsageError */
export async function readMechanism(given: Given, io: Io): Promise<Described> {
  const sources = ['mechanism', ...Object.keys(GUARANTEE_FLAGS)].filter((flag) => flag in given.text);
  const [source, second] = sources;
  if (source === undefined) return readMixup(given);
  if (second !== undefined) throw new UsageError(`--${second} must stand without --${source}, got both`);
  const allowed = source === 'mechanism' ? [] : ['adjacency'];
  for (const flag of Object.keys(MIXUP_FLAGS))
    if (flag in given.text && !allowed.includes(flag))
      throw new UsageError(`--${flag} must stand without --${source}, got both`);
  if (source !== 'mechanism') return readGuarantee(source, given, io);
  const path = given.text.mechanism ?? '';
  const text = readFile('--mechanism', path, io);
  // zod is loaded only where a file is read: it costs a fifth of the start-up budget
  const { parseMechanism } = await import('../lib/core/schema.js');
  const mechanism = parseFile('--mechanism', path, text, parseMechanism);
  return { mechanism, defaults: [], missing: [], label: `--mechanism ${path}` };
}

/** The mixup mechanism of the flags, defaults filled in and listed. @throws UsageError */
export async function readMixup({ text }: Given, width?: number): Promise<Described<Mixup>> {
  for (const flag of ['k', 'sigma'] as const)
    if (!(flag in text) && !(flag === 'k' && width !== undefined))
      throw new UsageError(`--${flag} must be given (or --mechanism FILE.json), got nothing`);
  const defaults: string[] = [];
  const missing: string[] = [];
  const or = (flag: keyof typeof MIXUP_FLAGS, fallback: string, why = ''): string => {
    const value = text[flag];
    if (value !== undefined) return value;
    missing.push(flag);
    defaults.push(`${flag} = ${fallback}${why}`);
    return fallback;
  };
  const n = await readWhole('n', or('n', '50000'), 2, MAXIMAL_COUNT);
  const k = width ?? (await readWhole('k', text.k ?? '', 1, n, { n }));
  if (k > n) throw UsageError.of('k', `at most n = ${n}`, k);
  const design = readChoice('design', or('design', 'subsets'), DESIGNS);
  const releases = await readReleases(
    or('releases', String(epoch(design, n, k)), ' (one epoch)'),
    design,
    n,
    k,
  );
  const scope: Scope = { n, k, T: releases };
  const law = readChoice('noise', or('noise', 'gaussian'), ['gaussian', 'laplace']);
  const scale = await readPositive('sigma', text.sigma ?? '', scope);
  const domain = await readDomain(or('domain', 'l2-ball:1'), scope);
  const labels = await readLabels(or('labels', 'in-record'), text['label-sigma'], scope);
  const adjacency = readChoice('adjacency', or('adjacency', 'replace'), ['replace', 'add-remove']);
  const mechanism: Mixup = {
    kind: 'mixup',
    n,
    k,
    releases,
    design,
    noise: { law, scale },
    domain,
    labels,
    adjacency,
  };
  refuseUndefined(mechanism, text.domain ?? 'l2-ball:1');
  return { mechanism, defaults, missing, label: '--design, --domain and --noise' };
}

/** Cells of the mechanism table that no bound is defined for, in the words of the flags. */
function refuseUndefined({ design, noise, domain, adjacency }: Mixup, text: string): void {
  if (noise.law === 'laplace' && domain.kind.startsWith('l2-') && domain.dimension === undefined)
    throw UsageError.of(
      'domain',
      'given its number of coordinates, such as l2-ball:1,64, under Laplace noise',
      text,
    );
  if (design === 'poisson' && domain.kind.endsWith('-diameter'))
    throw UsageError.of('domain', 'one with a radius about a public centre under design poisson', text);
  if ((design === 'partition' || design === 'balanced') && adjacency === 'add-remove')
    throw UsageError.of('adjacency', `replace under design ${design}, where n is fixed`, adjacency);
}

async function readReleases(text: string, design: Design, n: number, k: number): Promise<number> {
  const releases = await readWhole('releases', text, 1, MAXIMAL_COUNT, { n, k });
  const one = epoch(design, n, k);
  if ((design === 'partition' || design === 'balanced') && releases % one !== 0)
    throw UsageError.of('releases', `a whole number of ${design} epochs of ${one} releases`, text);
  return releases;
}

async function readLabels(text: string, scale: string | undefined, scope: Scope): Promise<Labels> {
  const kind = readChoice('labels', text, ['in-record', 'noised', 'exposed']);
  if (kind !== 'noised') {
    if (scale !== undefined)
      throw new UsageError(`--label-sigma must stand with --labels noised, got --labels ${kind}`);
    return { kind };
  }
  if (scale === undefined)
    throw new UsageError('--label-sigma must be given with --labels noised, got nothing');
  return { kind, scale: await readPositive('label-sigma', scale, scope) };
}
