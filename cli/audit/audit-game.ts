import type { GameName } from '../../lib/core/audit.js';
import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { UsageError } from '../usage-error.js';
import { TRAINED_FLAGS } from './audit-flags.js';

const GAMES: readonly GameName[] = [
  'release',
  'labels',
  'family',
  'one-run',
  'white-box',
  'black-box',
  'poison',
  'scores',
];
/** Games that train models, and so need records. */
const TRAINED: readonly GameName[] = ['white-box', 'black-box', 'poison'];
/** Games that the samples of another implementation can be those of. */
const SAMPLED: readonly GameName[] = ['release', 'labels'];

export const trains = (game: GameName): boolean => TRAINED.includes(game);

/** The game of a command line; flags that it has no use for are refused. @throws UsageError */
export function readGame(given: Given): GameName {
  const { text } = given;
  if (text.samples !== undefined && text.scores !== undefined)
    throw new UsageError('--samples must stand without --scores, got both');
  const game = readChoice('game', text.game ?? (text.scores === undefined ? 'release' : 'scores'), GAMES);
  if ((game === 'scores') !== (text.scores !== undefined))
    throw text.scores === undefined
      ? new UsageError('--game scores must stand with --scores FILE.csv, got no file')
      : new UsageError(`--scores must stand without --game, got --game ${game}`);
  if (text.samples !== undefined && !SAMPLED.includes(game))
    throw new UsageError(`--samples must stand with --game release or labels, got --game ${game}`);
  refuseIdle(given, game);
  return game;
}

function refuseIdle({ text, switches }: Given, game: GameName): void {
  const elsewhere = text.samples !== undefined || text.scores !== undefined;
  const idle: (readonly [flags: readonly string[], used: boolean, rule: string])[] = [
    [['canaries'], game === 'one-run', '--game one-run'],
    [['canary'], game === 'white-box' || game === 'black-box', '--game white-box or black-box'],
    [trainingFlags(), trains(game), '--game white-box, black-box or poison'],
    [['gdp', 'epsilon-delta', 'renyi', 'profile'], game === 'scores', '--scores FILE.csv'],
    [
      ['trials'],
      !elsewhere && !['one-run', 'black-box', 'poison'].includes(game),
      'a game against the sampler',
    ],
    [['seed', 'out', 'workers', 'shard'], !elsewhere, 'a game that is played here'],
    [['plan'], !elsewhere && !trains(game) && game !== 'one-run' && game !== 'labels', '--game release'],
    [['show-pair'], ['release', 'family', 'labels'].includes(game), '--game release, family or labels'],
    [['threshold'], !['one-run', 'poison', 'labels'].includes(game), 'a game whose scores need one'],
  ];
  for (const [flags, used, rule] of idle)
    for (const flag of flags)
      if (!used && (flag in text || switches.has(flag)))
        throw new UsageError(`--${flag} must stand with ${rule}, got --game ${game}`);
  if (trains(game) && text.data === undefined)
    throw new UsageError(`--game ${game} must stand with --data FILE (or --data glyphs), got no data`);
}

/** Flags that only the training of models looks at. */
function trainingFlags(): readonly string[] {
  return Object.keys(TRAINED_FLAGS).filter((flag) => !['seed', 'out', 'workers', 'shard'].includes(flag));
}
