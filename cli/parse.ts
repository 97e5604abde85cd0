import yargs from 'yargs';
import type { Command, Given } from './command.js';
import { UsageError } from './usage-error.js';

/** What the command line asks for: a command to run, or a text (help, version) to print. */
export type Parsed =
  | { readonly kind: 'run'; readonly name: string; readonly given: Given }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Parses a command line by the command table. Every value stays text, as yargs would turn
 * `--k four` into NaN and exit 0.
 * @throws UsageError
 */
export async function parseCommandLine(
  args: readonly string[],
  commands: Readonly<Record<string, Command>>,
  scriptName: string,
  version: string,
): Promise<Parsed> {
  refuseSwitchValues(args, commands);
  let parser = yargs()
    .scriptName(scriptName)
    .locale('en')
    .wrap(80)
    .exitProcess(false)
    .version(version)
    .strict()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    })
    .demandCommand(1, 'a command must be given')
    .completion('completion', 'print a completion script for the shell');
  for (const [name, command] of Object.entries(commands))
    parser = parser.command(
      [name, ...(command.words ?? []).map((word) => `<${word}>`)].join(' '),
      command.summary,
      (inner) => {
        for (const [flag, { type, help, group }] of Object.entries(command.flags))
          inner.option(flag, {
            describe: help,
            group,
            ...(type === 'text' ? { type: 'string', requiresArg: true } : { type: 'boolean' }),
          });
        for (const example of command.examples ?? []) inner.example(`$0 ${example}`, '');
        return inner;
      },
    );
  let message: string | undefined;
  let output = '';
  const argv = await parser.parse([...args], {}, (error, _argv, text) => {
    message = error?.message;
    output = text;
  });
  const name = String(argv._[0] ?? '');
  if (message !== undefined) throw new UsageError(readable(message, name, commands));
  if (output !== '') return { kind: 'text', text: `${output}\n` };
  const command = commands[name];
  if (command === undefined)
    throw new UsageError(`the command must be one of ${Object.keys(commands).join(', ')}`);
  return { kind: 'run', name, given: collect(argv, command) };
}

function collect(argv: Readonly<Record<string, unknown>>, command: Command): Given {
  const text: Record<string, string> = {};
  const switches = new Set<string>();
  for (const [flag, { type }] of Object.entries(command.flags)) {
    const value = argv[flag];
    if (value === undefined || value === false) continue;
    if (Array.isArray(value))
      throw new UsageError(`--${flag} must be given once, got ${value.join(' and ')}`);
    if (type === 'switch') switches.add(flag);
    else text[flag] = String(value);
  }
  return { text, switches, words: (command.words ?? []).map((word) => String(argv[word])) };
}

/** yargs reads `--json=anything` as false; a switch takes no value. */
function refuseSwitchValues(args: readonly string[], commands: Readonly<Record<string, Command>>): void {
  const flags = commands[args[0] ?? '']?.flags ?? {};
  for (const arg of args) {
    const [, name = '', value] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    if (flags[name]?.type === 'switch') throw UsageError.of(name, 'given without a value', value);
  }
}

/** yargs' own messages name a flag without its dashes and not its rule. */
function readable(message: string, name: string, commands: Readonly<Record<string, Command>>): string {
  const command = commands[name];
  const missing = /^Not enough arguments following: (\S+)/.exec(message);
  if (missing?.[1] !== undefined) return `--${missing[1]} must be followed by a value, got none`;
  const unknown = /^Unknown arguments?: (.+)$/s.exec(message);
  if (unknown?.[1] !== undefined) {
    const [first] = unknown[1].split(', ');
    if (command === undefined)
      return `the command must be one of ${Object.keys(commands).join(', ')}, got ${first}`;
    const words = (command.words ?? []).map((word) => word.toUpperCase());
    const flags = Object.keys(command.flags).map((flag) => `--${flag}`);
    return `the arguments must be among ${[...words, ...flags, '--help'].join(' ')}, got ${first}`;
  }
  if (/^Not enough non-option arguments/.test(message))
    return `${(command?.words ?? []).join(' ').toUpperCase()} must be given, got nothing`;
  return message;
}
