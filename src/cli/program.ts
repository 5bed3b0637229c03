import { stripVTControlCharacters } from 'node:util';
import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { parseCommandLine } from './arguments.ts';
import { catalogue } from './catalogue.ts';
import type { Arguments } from './command.ts';
import { createContext } from './context.ts';
import type { Process } from './context.ts';
import { reportError } from './errors.ts';
import { globalArguments, splitCommandLine } from './globals.ts';
import type { Split } from './globals.ts';
import { JsonOutput } from './json-output.ts';
import type { Output } from './output.ts';
import { asPainted, createPaint, forTerminal, wantsColour } from './paint.ts';
import { TextOutput } from './text-output.ts';

/** What a run of the program needs besides its command line. */
export interface ProgramOptions {
  readonly process: Process;
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal has come. */
  readonly interruptedWith: () => number | undefined;
  readonly version: string;
}

/** Runs a command line and gives the exit code; every error is reported here and nowhere else. */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<number> {
  const split = splitCommandLine(argv);
  const output = createOutput(split, options.process);
  try {
    return await dispatch(split, output, options);
  } catch (error) {
    return reportError(error, output, options.interruptedWith());
  }
}

async function dispatch(split: Split, output: Output, options: ProgramOptions): Promise<number> {
  const { command: name, help, version } = split;
  if (version) return say(output, { version: options.version }, options.version);
  if (name === undefined || name === 'help' || help) return showHelp(split, output, options);
  const command = await find(name).load();
  const declared: Arguments = { ...command.args, ...globalArguments };
  const { values, trailing } = parseCommandLine(declared, split.rest, command.passesOn);
  const file = typeof values['config'] === 'string' ? values['config'] : undefined;
  const context = createContext(options.process, output, options.signal, file);
  const code = (await command.run(context, values, trailing)) ?? 0;
  return options.interruptedWith() ?? code;
}

async function showHelp(split: Split, output: Output, options: ProgramOptions): Promise<number> {
  const { overview, commandHelp } = await import('./help.ts');
  const colours = output.paint('bold', '') !== '';
  const topic = split.command === 'help' ? split.rest.find((word) => !word.startsWith('-')) : split.command;
  if (topic !== undefined) find(topic);
  const text =
    topic === undefined ? await overview(options.version, colours) : await commandHelp(topic, colours);
  if (split.help || split.command === 'help')
    return say(output, { help: stripVTControlCharacters(text) }, asPainted(text));
  options.process.stderr.write(`${forTerminal(asPainted(text))}\n\n`);
  throw new DeskhandError('bad_input', 'No command is given.');
}

function find(name: string): (typeof catalogue)[string] {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry !== undefined) return entry;
  const guess = nearest(name, Object.keys(catalogue));
  throw new DeskhandError('bad_input', `There is no command "${name}".`, {
    hint:
      guess === undefined ? '`deskhand --help` lists the commands.' : `Did you mean \`deskhand ${guess}\`?`,
  });
}

function say(output: Output, value: unknown, text: string): number {
  output.result(value, text);
  return 0;
}

function createOutput(split: Split, process: Process): Output {
  const { env, stdout, stderr } = process;
  const isTty = stdout.isTTY === true && stderr.isTTY === true;
  const paint = createPaint(wantsColour(env, { noColor: split.noColor, isTty }));
  const sinks = { stdout, stderr, paint, quiet: split.quiet, verbose: split.verbose };
  return split.json ? new JsonOutput(sinks) : new TextOutput(sinks);
}
