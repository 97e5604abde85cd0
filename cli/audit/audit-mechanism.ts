import type { GameName } from '../../lib/core/audit.js';
import type { Mechanism, Mixup } from '../../lib/core/mechanism.js';
import { epoch } from '../../lib/plan/widths.js';
import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import type { Described } from '../described.js';
import type { Io } from '../io.js';
import { DESIGNS, readMechanism } from '../mechanism.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

const RECORDS = 50;
const ONE_RUN_RECORDS = 10_000;
const RELEASES = 100;

/**
 * The mechanism to audit: a file, or the mixup flags with defaults small enough to be played 1e5 times.
 * @throws UsageError
 */
export async function readAudited(given: Given, game: GameName, io: Io): Promise<Described<Mixup>> {
  const described = await readClaimed(given, game, io);
  const { mechanism, label } = described;
  if (!isMixup(described))
    throw new UsageError(
      `${label} must be of kind mixup where a game is played (others: --scores FILE.csv), got ${mechanism.kind}`,
    );
  return described;
}

/** The mechanism that scores from elsewhere are held against: of any kind. @throws UsageError */
export async function readClaimed(given: Given, game: GameName, io: Io): Promise<Described> {
  const { text } = given;
  const elsewhere = ['mechanism', 'gdp', 'epsilon-delta', 'renyi', 'profile'].some((flag) => flag in text);
  if (elsewhere) return readMechanism(given, io);
  for (const flag of ['k', 'sigma'])
    if (!(flag in text))
      throw new UsageError(`--${flag} must be given (or --mechanism FILE.json), got nothing`);
  const assumed = await smallSettings(given, game);
  const described = await readMechanism({ ...given, text: { ...assumed, ...text } }, io);
  const stated = Object.entries(assumed).filter(([flag]) => !(flag in text));
  return {
    ...described,
    defaults: [...stated.map(([flag, value]) => `${flag} = ${value}`), ...described.defaults],
    missing: [...stated.map(([flag]) => flag), ...described.missing],
  };
}

function isMixup(described: Described): described is Described<Mixup> {
  return (described.mechanism satisfies Mechanism).kind === 'mixup';
}

async function smallSettings({ text }: Given, game: GameName): Promise<Readonly<Record<string, string>>> {
  const records = game === 'one-run' ? ONE_RUN_RECORDS : RECORDS;
  const n = await readWhole('n', text.n ?? String(records), 2, 1e9);
  const k = await readWhole('k', text.k ?? '', 1, 1e9, { n });
  if (k > n)
    throw UsageError.of('k', `at most n = ${n}${text.n === undefined ? ', which --n sets' : ''}`, text.k);
  const design = readChoice('design', text.design ?? 'subsets', DESIGNS);
  const one = design === 'partition' || design === 'balanced' ? epoch(design, n, k) : 1;
  return {
    n: String(records),
    releases: String(Math.ceil(RELEASES / one) * one),
    domain: game === 'one-run' ? `l2-ball:1,${n}` : 'l2-ball:1,1',
  };
}
