import { join } from 'node:path';
import type { DataSpec } from '../../lib/data/data-spec.js';
import type { LoadedData } from '../../lib/data/load.js';
import type { Game, GameSpec } from '../../lib/games/game.js';
import { auditUnits } from '../../lib/run/audit-folder.js';
import { AUDIT_PLAN_SCHEMA, type AuditPlan } from '../../lib/run/audit-plan.js';
import { GameError } from '../../lib/run/game-error.js';
import { playGame } from '../../lib/run/play-game.js';
import { runAudit } from '../../lib/run/run-audit.js';
import type { Slice } from '../../lib/run/slice.js';
import type { BackendRecord } from '../../lib/train/learner.js';
import type { Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { interruptible, type Work } from '../interruptible.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';

/** The data of a game on trained models. */
export interface GameData {
  readonly loaded: LoadedData;
  /** with the hash of what was read */
  readonly spec: DataSpec;
  readonly backend?: BackendRecord;
}

/** Plays games one after the other, where and how the flags say. */
export interface Player {
  /** What all units together say; they are kept below --out, where it is given. */
  play<Outcome>(spec: GameSpec, game: Game<Outcome>, data?: GameData): Promise<Outcome>;
  /** Plays the units of one slice and leaves them in the folder. @returns how many were played now */
  playSlice(slice: Slice, spec: GameSpec, data?: GameData): Promise<number>;
}

/** Folder of a game below that of its audit. */
export function nameOf(spec: GameSpec): string {
  switch (spec.kind) {
    case 'release':
      return `release-${spec.pair}`;
    case 'trained':
      return 'models';
    case 'labels':
    case 'one-run':
      return spec.kind;
  }
}

/** Errors of a worker that the user's input explains. */
const INPUT = ['DataError', 'DomainError', 'UnsupportedError', 'BackendError'];

/** @throws UsageError */
export async function readPlayer({ text }: Given, assumed: readonly string[], io: Io): Promise<Player> {
  const workers =
    text.workers === undefined ? {} : { workers: await readWhole('workers', text.workers, 1, 1024) };
  const optionsOf = (data?: GameData) => ({
    ...workers,
    ...(data === undefined ? {} : { data: data.loaded }),
  });
  const planOf = (spec: GameSpec, data?: GameData): AuditPlan => ({
    schema: AUDIT_PLAN_SCHEMA,
    version: version(),
    spec,
    ...(data === undefined ? {} : { data: data.spec }),
    ...(data?.backend === undefined ? {} : { backend: data.backend }),
    assumed: [...assumed],
  });
  const playing = <T>(name: string, folder: string | undefined, work: Work<T>): Promise<T> =>
    interruptible(
      {
        line: (done, total) => `${name}: ${done} of ${total} units`,
        stopped: () =>
          folder === undefined
            ? undefined
            : `stopped; what was played is in ${folder}, the same command continues`,
        asInput,
      },
      io,
      work,
    );
  return {
    async play(spec, game, data) {
      const name = nameOf(spec);
      const folder = text.out === undefined ? undefined : join(text.out, name);
      const units = await playing(name, folder, (signal, onProgress) => {
        const options = { ...optionsOf(data), signal, onProgress };
        if (folder === undefined)
          return playGame(spec, {
            ...options,
            ...(data?.backend === undefined ? {} : { backend: data.backend }),
          });
        return runAudit(planOf(spec, data), folder, options).then(auditUnits);
      });
      return game.collect(units);
    },
    async playSlice(slice, spec, data) {
      const name = nameOf(spec);
      const folder = join(text.out ?? '', name);
      return playing(name, folder, async (signal, onProgress) => {
        const options = { ...optionsOf(data), signal, onProgress, slice };
        return (await runAudit(planOf(spec, data), folder, options)).computed;
      });
    },
  };
}

function asInput(error: unknown): unknown {
  if (error instanceof GameError && INPUT.includes(error.original)) return new UsageError(error.message);
  return fileFault(error) ?? error;
}
