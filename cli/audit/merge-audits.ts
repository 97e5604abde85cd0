import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mergeAudits } from '../../lib/run/audit-folder.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';

/** Games that lie in the folder of an audit; a run of models has its plan at the top and none below. */
export function gamesIn(folder: string): readonly string[] {
  if (!existsSync(folder) || existsSync(join(folder, 'plan.json'))) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'game.json')))
    .sort();
}

/** `dpih merge FOLDER ...` of slices of an audit: every game is joined, and then to be judged by dpih audit. */
export function mergeGames(folders: readonly string[], out: string, io: Io): void {
  const [first = ''] = folders;
  const games = gamesIn(first);
  for (const folder of folders)
    if (gamesIn(folder).join() !== games.join())
      throw new UsageError(`${folder} must hold the games of ${first}, ${games.join(', ')}, got others`);
  for (const game of games) {
    const { game: cut } = mergeAudits(
      folders.map((folder) => join(folder, game)),
      join(out, game),
    );
    io.print(`${game}: ${cut.units} units are in ${out}\n`);
  }
  io.print(`judge them with the command that played them, --out ${out} in place of --shard\n`);
}
