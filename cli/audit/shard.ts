import type { GameSpec } from '../../lib/games/game.js';
import { openGame } from '../../lib/games/open-game.js';
import { sliceOf } from '../../lib/run/slice.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { splitShard } from '../run/shard-text.js';
import { UsageError } from '../usage-error.js';
import { type GameData, nameOf, type Player } from './playing.js';
import { refusing } from './refusing.js';

/** A game of an audit, with the records of one on trained models. */
export interface AuditGame {
  readonly spec: GameSpec;
  readonly data?: GameData;
}

/** `--shard I/N --out FOLDER`: the I-th of N slices of every game of an audit; nothing is judged before they are joined. */
export async function playShard(
  given: Given,
  games: readonly AuditGame[],
  player: Player,
  io: Io,
): Promise<undefined> {
  const { text, switches } = given;
  const [shard, of] = splitShard(text.shard ?? '');
  if (text.out === undefined) throw new UsageError('--shard must stand with --out FOLDER, got none');
  for (const flag of ['json', 'csv', 'svg'])
    if (switches.has(flag) || flag in text)
      throw new UsageError(`--${flag} must stand without --shard, which judges nothing, got both`);
  for (const { spec, data } of games) {
    const { units } = refusing('--game', () => openGame(spec, data?.loaded));
    const shards = await readWhole('shard', of, 1, units);
    const slice = sliceOf(units, await readWhole('shard', shard, 1, shards), shards);
    const computed = await player.playSlice(slice, spec, data);
    io.print(
      `${nameOf(spec)}: units ${slice.first} to ${slice.end - 1} of ${units} are in ${text.out} (${computed} played now)\n`,
    );
  }
  io.print(`join the ${of} slices with dpih merge, then give the same command with their --out\n`);
  return undefined;
}
