import type { Command, ExitCode } from './command.js';
import { COMMANDS } from './commands.js';
import type { Io } from './io.js';
import { parseCommandLine } from './parse.js';
import { UsageError } from './usage-error.js';

/**
 * Runs one command line.
 * @param args  the words after the program's name
 * @returns 0 ok, 1 a claim or target not met, 2 bad input, 3 a defect
 */
export async function main(
  args: readonly string[],
  io: Io,
  version: string,
  scriptName = 'dpih',
  commands: Readonly<Record<string, Command>> = COMMANDS,
): Promise<ExitCode> {
  try {
    const parsed = await parseCommandLine(args, commands, scriptName, version);
    if (parsed.kind === 'text') {
      io.print(parsed.text);
      return 0;
    }
    const command = commands[parsed.name];
    if (command === undefined)
      throw new UsageError(`there must be a command of that name, got ${parsed.name}`);
    return await (await command.load())(parsed.given, io);
  } catch (error) {
    return report(error, io);
  }
}

/** One line on standard error. All input is checked before it is used, so any other exception is a defect. */
function report(error: unknown, io: Io): ExitCode {
  const bad = error instanceof UsageError;
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  io.warn(bad ? `dpih: ${message}\n` : `dpih: defect, please report it: ${message}\n`);
  return bad ? 2 : 3;
}
