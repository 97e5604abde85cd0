import type { GameName } from '../../lib/core/audit.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { knownPair } from '../../lib/games/assess-known.js';
import type { PairName } from '../../lib/games/pair.js';
import { playedLaws } from '../../lib/games/played-laws.js';
import { type Evidence, joined } from './evidence.js';
import type { Audited } from './judged.js';
import { playLabels } from './label-evidence.js';
import { playOneRun } from './one-run-evidence.js';
import type { Player } from './playing.js';
import { refusing } from './refusing.js';
import { playPair } from './release-evidence.js';
import type { boundCurve } from './theory.js';

/** Pairs of data sets that a game plays. */
const PAIRS: Partial<Record<GameName, readonly PairName[]>> = {
  labels: [],
  release: ['one-sided'],
  'white-box': ['one-sided'],
  family: ['one-sided', 'quarter', 'midpoint'],
};

/** Where groups are of random size the others lie at the public centre: all pairs are one. */
export function pairsOf(game: GameName, { design }: Mixup): readonly PairName[] {
  const pairs = PAIRS[game] ?? [];
  return design === 'poisson' && pairs.length > 1 ? ['midpoint'] : pairs;
}

/** A game against the sampler of dpih. */
export interface SamplerGame extends Audited {
  readonly mechanism: Mixup;
  /** of the mechanism, for an error */
  readonly label: string;
  readonly bound: ReturnType<typeof boundCurve>;
}

/**
 * Plays a game against dpih's own sampler. What the mixed labels tell comes first, wherever labels are released:
 * nothing else matters if they tell all.
 * @throws UsageError
 */
export async function playSampler(asked: SamplerGame, player: Player): Promise<Evidence> {
  const { mechanism, game, theory, question, trials, label, bound } = asked;
  const { poisons, seed, delta, alpha, rule } = question;
  if (game === 'one-run') {
    const spec = { kind: 'one-run', mechanism, canaries: trials, seed } as const;
    return playOneRun(spec, label, question, theory, player);
  }
  // every pair is looked up before the first is played
  const pairs = pairsOf(game, mechanism).map((name) =>
    refusing(label, () => knownPair(playedLaws(mechanism, name, poisons), name, poisons, delta)),
  );
  const parts: Evidence[] = [];
  if (game === 'labels' || mechanism.labels.kind !== 'in-record') {
    const spec = { kind: 'labels', mechanism, trials, seed } as const;
    parts.push(await playLabels(spec, label, alpha, theory, player));
  }
  for (const known of pairs) {
    const suffix = pairs.length > 1 ? `, ${known.name}` : '';
    const spec = { kind: 'release', mechanism, pair: known.name, poisons, trials, seed } as const;
    parts.push(await playPair(known, spec, { theory, rule, alpha, suffix }, bound, player));
  }
  return joined(parts);
}
