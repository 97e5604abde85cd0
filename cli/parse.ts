import yargs, { type Argv } from 'yargs';
import type { Command, Given } from './command.js';
import { UsageError } from './usage-error.js';

/** What the command line asks for: a command to run, or a text (help, version) to print. */
export type Parsed =
  | { readonly kind: 'run'; readonly name: string; readonly given: Given }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Parses a command line by the command table. Every value stays text, as yargs would turn
 * `--k four` into NaN and exit 0.
 *
 * A known command is parsed by a parser of its flags alone: under .command() yargs lays out the whole help
 * text on every run, a tenth of the start-up budget.
 * @throws UsageError
 */
export async function parseCommandLine(
  args: readonly string[],
  commands: Readonly<Record<string, Command>>,
  scriptName: string,
  version: string,
): Promise<Parsed> {
  const [name = '', ...rest] = args;
  const command = commands[name];
  if (command === undefined) return overview(args, commands, scriptName, version);
  refuseSwitchValues(rest, command);
  const usage = usageOf(name, command);
  const parser = withFlags(base(scriptName, version).usage(`$0 ${usage}\n\n${command.summary}`), command);
  const { argv, message, output } = await parse(parser, rest);
  if (message !== undefined) throw new UsageError(readable(message, command));
  if (output !== '') return { kind: 'text', text: `${output}\n` };
  return { kind: 'run', name, given: collect(argv, command) };
}

/** What is no command: help, version, completion, or a mistake. */
async function overview(
  args: readonly string[],
  commands: Readonly<Record<string, Command>>,
  scriptName: string,
  version: string,
): Promise<Parsed> {
  let parser = base(scriptName, version).completion('completion', 'print a completion script for the shell');
  for (const [name, command] of Object.entries(commands)) {
    parser = parser.command(usageOf(name, command), command.summary, (inner) => withFlags(inner, command));
  }
  const { argv, message, output } = await parse(parser, args);
  const [first] = argv._;
  if (first !== undefined && first !== 'completion' && !('get-yargs-completions' in argv))
    throw new UsageError(`the command must be one of ${Object.keys(commands).join(', ')}, got ${first}`);
  if (message !== undefined) throw new UsageError(readable(message, undefined));
  if (args.length === 0)
    throw new UsageError(`the command must be one of ${Object.keys(commands).join(', ')}, got none`);
  return { kind: 'text', text: output === '' ? '' : `${output}\n` };
}

/** `verify <file>`; a word that may be left out, named with a `?`, stands in brackets. */
function usageOf(name: string, { words = [] }: Command): string {
  const shown = words.map((word) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : `<${word}>`));
  return [name, ...shown].join(' ');
}

function base(scriptName: string, version: string): Argv {
  return yargs()
    .scriptName(scriptName)
    .locale('en')
    .wrap(80)
    .exitProcess(false)
    .version(version)
    .strictOptions()
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    });
}

function withFlags(parser: Argv, command: Command): Argv {
  for (const [flag, { type, help, group }] of Object.entries(command.flags))
    parser.option(flag, {
      describe: help,
      group,
      ...(type === 'text' ? { type: 'string', requiresArg: true } : { type: 'boolean' }),
    });
  for (const example of command.examples ?? []) parser.example(`$0 ${example}`, '');
  return parser;
}

interface Answer {
  readonly argv: Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] };
  readonly message: string | undefined;
  readonly output: string;
}

async function parse(parser: Argv, args: readonly string[]): Promise<Answer> {
  let message: string | undefined;
  let output = '';
  const argv = await parser.parse([...args], {}, (error, _argv, text) => {
    message = error?.message;
    output = text;
  });
  return { argv, message, output };
}

function collect(argv: Answer['argv'], command: Command): Given {
  const words = argv._.map(String);
  const names = (command.words ?? []).map((word) => word.toUpperCase());
  const more = names.at(-1)?.endsWith('...') === true;
  if (words.length > names.length && !more)
    throw new UsageError(unknownArgument(words[names.length] ?? '', command));
  if (words.length < names.filter((name) => !name.endsWith('?')).length)
    throw new UsageError(`${names[words.length]} must be given, got nothing`);
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
  return { text, switches, words };
}

/** yargs reads `--json=anything` as false; a switch takes no value. */
function refuseSwitchValues(args: readonly string[], { flags }: Command): void {
  for (const arg of args) {
    const [, name = '', value] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    if (flags[name]?.type === 'switch') throw UsageError.of(name, 'given without a value', value);
  }
}

/** yargs' own messages name a flag without its dashes and not its rule. */
function readable(message: string, command: Command | undefined): string {
  const missing = /^Not enough arguments following: (\S+)/.exec(message);
  if (missing?.[1] !== undefined) return `--${missing[1]} must be followed by a value, got none`;
  const unknown = /^Unknown arguments?: (.+)$/s.exec(message);
  return unknown?.[1] === undefined ? message : unknownArgument(unknown[1].split(', ')[0] ?? '', command);
}

function unknownArgument(name: string, command: Command | undefined): string {
  const words = (command?.words ?? []).map((word) => word.toUpperCase().replace(/\?$/, ''));
  const flags = Object.keys(command?.flags ?? {}).map((flag) => `--${flag}`);
  return `the arguments must be among ${[...words, ...flags, '--help'].join(' ')}, got ${name}`;
}
