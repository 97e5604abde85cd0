import type { Io } from './io.js';

/** One flag: how it is parsed and what help says of it. Values stay text until a command reads them. */
export interface Flag {
  readonly type: 'text' | 'switch';
  readonly help: string;
  /** heading it stands under in help */
  readonly group: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What the user gave: text per flag, true for a switch that was set; absent where not given. */
export interface Given {
  readonly text: Readonly<Record<string, string>>;
  readonly switches: ReadonlySet<string>;
  /** words after the command, such as the file of `verify FILE` */
  readonly words: readonly string[];
}

/** Exit codes: 0 ok, 1 a claim or target is not met, 2 bad input, 3 a defect of dpih. */
export type ExitCode = 0 | 1 | 2 | 3;

/** One table drives parsing, help and completion; the work is loaded only when it is asked for. */
export interface Command {
  readonly summary: string;
  readonly flags: Flags;
  /** names of the words it takes, in order; a last name in '...' may be followed by more of its kind, one in '?' be left out */
  readonly words?: readonly string[];
  readonly examples?: readonly string[];
  load(): Promise<(given: Given, io: Io) => ExitCode | Promise<ExitCode>>;
}
