import type { GameName } from '../../lib/core/audit.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { type KnownPair, knownPair } from '../../lib/games/assess/known-pair.js';
import type { LabelSpec, OneRunSpec, ReleaseSpec } from '../../lib/games/game.js';
import type { PairName } from '../../lib/games/pair.js';
import { playedLaws } from '../../lib/games/release/played-laws.js';
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
  /** what is known of one of the pairs already */
  readonly known?: KnownPair | undefined;
}

/** The games of an audit, in order: labels first, wherever they are released, as nothing else matters if they tell all. */
export function samplerSpecs({
  mechanism,
  game,
  question: { poisons, seed },
  trials,
}: Pick<SamplerGame, 'mechanism' | 'game' | 'question' | 'trials'>): readonly SamplerSpec[] {
  if (game === 'one-run') return [{ kind: 'one-run', mechanism, canaries: trials, seed }];
  const looked = game === 'labels' || mechanism.labels.kind !== 'in-record';
  return [
    ...(looked ? [{ kind: 'labels', mechanism, trials, seed } as const] : []),
    ...pairsOf(game, mechanism).map(
      (pair) => ({ kind: 'release', mechanism, pair, poisons, trials, seed }) as const,
    ),
  ];
}

type SamplerSpec = LabelSpec | OneRunSpec | ReleaseSpec;

/**
 * Plays a game against dpih's own sampler.
 * @throws UsageError
 */
export async function playSampler(asked: SamplerGame, player: Player): Promise<Evidence> {
  const { mechanism, game, theory, question, label, bound, known: ofOne } = asked;
  const { delta, alpha, rule } = question;
  const several = pairsOf(game, mechanism).length > 1;
  // every pair is looked up before the first is played
  const ready = samplerSpecs(asked).map((spec) => ({
    spec,
    known:
      spec.kind !== 'release'
        ? undefined
        : spec.pair === ofOne?.name
          ? ofOne
          : refusing(label, () => knownOf(spec.mechanism, spec, delta)),
  }));
  const parts: Evidence[] = [];
  for (const { spec, known } of ready) {
    if (spec.kind === 'one-run') parts.push(await playOneRun(spec, label, question, theory, player));
    else if (spec.kind === 'labels') parts.push(await playLabels(spec, label, alpha, theory, player));
    else if (known !== undefined) {
      const suffix = several ? `, ${spec.pair}` : '';
      parts.push(await playPair(known, spec, { theory, rule, alpha, suffix }, bound, player));
    }
  }
  return joined(parts);
}

function knownOf(mechanism: Mixup, { pair, poisons }: ReleaseSpec, delta: number): KnownPair {
  return knownPair(playedLaws(mechanism, pair, poisons), pair, poisons, delta);
}
