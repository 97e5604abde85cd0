import { accountOf } from './account.js';
import { answer, stepsOf } from './answer.js';
import type { ExitCode, Given } from './command.js';
import type { Described } from './described.js';
import { writeFile } from './file.js';
import type { Io } from './io.js';
import { readMechanism } from './mechanism.js';
import { readOutput } from './output.js';
import { progress } from './progress.js';
import { type CertifyQuestion, readQuestion } from './question.js';
import { refuseTrainingFlags } from './run/refuse-training-flags.js';
import { SWEEP_FLAGS } from './run/sweep-flags.js';
import { UsageError } from './usage-error.js';

/** `dpih certify`: all input is read and checked before anything is computed, and computed before anything is written. */
export async function certify(given: Given, io: Io): Promise<ExitCode> {
  if (given.text.data !== undefined) {
    if (Object.keys(SWEEP_FLAGS).some((flag) => flag in given.text))
      return (await import('./run/sweep.js')).sweep(given, io);
    return (await import('./run/certify-data.js')).certifyData(given, io);
  }
  refuseTrainingFlags(given);
  const print = readOutput(given);
  const described = await readMechanism(given, io);
  const question = await readQuestion(given, described.mechanism);
  requireWhole(described, question);
  const ballot =
    question.votes === undefined
      ? undefined
      : await (await import('./votes.js')).readVotes(question.votes, io);
  const bar = progress(io, stepsOf(question) + 1);
  bar.step('composing the releases');
  const { mechanism, defaults, label } = described;
  const known = accountOf(mechanism, label);
  const document = await answer({ mechanism, known, defaults, ballot }, question, bar);
  const text = print(document);
  if (given.text.svg !== undefined) {
    const { drawing } = await import('./drawing.js');
    writeFile('svg', given.text.svg, drawing(known, document), io);
  }
  bar.done();
  io.print(text);
  return 0;
}

/** Votes are certified under the mechanism that made them, or not at all. */
function requireWhole({ missing }: Described, { votes }: CertifyQuestion): void {
  if (votes === undefined || missing.length === 0) return;
  throw new UsageError(
    `--votes must stand with every field of the mechanism that made them (or --mechanism FILE.json), ` +
      `got none for --${missing.join(' --')}`,
  );
}
