import { parseVotes } from '../lib/certify/votes-csv.js';
import type { Votes } from '../lib/core/votes.js';
import { parseFile, readFile } from './file.js';
import type { Io } from './io.js';

/** Votes with the text they were read from. */
export interface Ballot {
  readonly votes: Votes;
  readonly csv: string;
}

/** @throws UsageError naming the file and the row */
export function readVotes(path: string, io: Io): Ballot {
  const csv = readFile('--votes', path, io);
  return { votes: parseFile('--votes', path, csv, (text) => parseVotes(text)), csv };
}
