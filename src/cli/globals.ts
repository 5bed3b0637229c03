import type { Arguments } from './command.ts';

/** Flags that every command takes, before its name or after it. */
export const globalArguments = {
  json: { type: 'boolean', description: 'Print results and errors as JSON' },
  quiet: { type: 'boolean', alias: 'q', description: 'Print nothing but results and errors' },
  verbose: { type: 'boolean', alias: 'v', description: 'Print details, and stacks of errors' },
  'no-color': { type: 'boolean', description: 'Print without colours' },
  config: {
    type: 'string',
    valueHint: 'FILE',
    description: 'Settings file (default: deskhand.yaml if there is one)',
  },
  help: { type: 'boolean', alias: 'h', description: 'Print this help' },
} as const satisfies Arguments;

/** A command line taken apart before the command's own declaration is known. */
export interface Split {
  /** The first word; undefined when there is none. */
  readonly command: string | undefined;
  /** Everything else in its order: flags before the command's name are moved behind it. */
  readonly rest: readonly string[];
  /** The plain switches among all flags before `--`, for messages about a command line that does not parse. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** Finds the command's name and the switches. Pure; throws nothing. */
export function splitCommandLine(argv: readonly string[]): Split {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const own = argv.slice(0, end);
  let at = 0;
  while (at < own.length && own[at]?.startsWith('-') === true) at += own[at] === '--config' ? 2 : 1;
  const has = (...names: string[]) => own.some((word) => names.includes(word));
  return {
    command: own[at],
    rest: [...argv.slice(0, Math.min(at, end)), ...argv.slice(Math.min(at, end) + (at < end ? 1 : 0))],
    json: has('--json'),
    quiet: has('--quiet', '-q'),
    verbose: has('--verbose', '-v'),
    noColor: has('--no-color'),
    help: has('--help', '-h'),
    version: has('--version', '-V'),
  };
}
