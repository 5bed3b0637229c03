import { existsSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../../../package.json' with { type: 'json' };
import { EVERY_ACTION } from '../../../../src/actions/table.ts';
import { parseCommandLine } from '../../../../src/cli/arguments.ts';
import { catalogue } from '../../../../src/cli/catalogue.ts';
import type { Arguments } from '../../../../src/cli/command.ts';
import { globalArguments, splitCommandLine } from '../../../../src/cli/globals.ts';
import { HELP } from '../../../../src/runner/commands/help.ts';
import { wrongCompose } from './compose.ts';
import { root } from './documents.ts';
import { shellCommands } from './shell-words.ts';

/** Programs of other people that the docs may call. Their own flags are theirs to check. */
const FOREIGN = new Set([
  'cd', 'curl', 'cp', 'echo', 'export', 'gh', 'git', 'jq', 'mkdir', 'printf', 'ssh', 'sudo', 'sysctl', 'tee', 'xargs', 'cat',
  'cosign', 'eval', 'source', 'apt-get', 'openssl', 'devcontainer', 'python', 'massgen', 'uv', 'wsl', 'grep',
]); // prettier-ignore

/** A file of the repository, whichever program it is given to. */
const OWN_FILE = /^(examples|image|scripts|docs|schemas|completions)\/[\w./-]+$/;

/** What in a piece of shell could not be typed as it stands: commands, flags, scripts, services and files that are none. */
export async function wrongCommands(code: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { words } of shellCommands(expandUsage(code))) {
    const problem = await problemOf(words);
    if (problem !== undefined) problems.push(`${words.join(' ')}: ${problem}`);
  }
  return problems;
}

/** `[--json]` and `a|b` of a usage line as one way to type it; `…` stands for more of the same. */
function expandUsage(code: string): string {
  return code
    .replaceAll(/(?<=^|\s)\[([^\]]+)\](?=\s|$)/gm, '$1')
    .replaceAll(/([\w-]+)\\?\|[\w|\\-]+/g, '$1')
    .replaceAll(/(?<=\s)…(?=\s|$)/g, '');
}

async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const [program = '', ...rest] = words;
  const missing = rest.find((word) => OWN_FILE.test(word) && !existsSync(join(root, word)));
  if (missing !== undefined) return `there is no ${missing}`;
  if (program === '' || FOREIGN.has(program)) return undefined;
  if (program === 'npx') return problemOf(rest.filter((word, i) => !(i === 0 && word === '-y')));
  if (program === 'deskhand' || program === './node_modules/.bin/deskhand') return deskhand(rest);
  if (program === 'npm') return npm(rest);
  if (program === 'node' || program === 'sh') return script(rest);
  if (program === 'docker') return docker(rest);
  if (program.includes('/') || program.startsWith('.')) return script(words);
  return 'the docs call a program that is not known to be there';
}

async function deskhand(argv: readonly string[]): Promise<string | undefined> {
  const { command, rest, help, version } = splitCommandLine(argv);
  if (version || (command === undefined && help)) return undefined;
  if (command === undefined) return 'no command';
  const entry = Object.hasOwn(catalogue, command) ? catalogue[command] : undefined;
  if (entry === undefined) return command === command.toUpperCase() ? undefined : `no command ${command}`;
  const { args, passesOn } = await entry.load();
  try {
    const declared: Arguments = { ...args, ...globalArguments };
    const { values } = parseCommandLine(declared, rest, passesOn);
    return command === 'do' ? action(values['action'], values['parameters']) : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** `do ACTION key=value`: whether the action and its parameters are those of the table. */
function action(name: unknown, parameters: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const found = EVERY_ACTION.find((action) => action.name === name);
  if (found === undefined) return `no action ${name}`;
  const given = Array.isArray(parameters) ? parameters.map(String) : [];
  const unknown = given.map((word) => word.split('=')[0] ?? '').find((key) => !(key in found.schema.shape));
  return unknown === undefined ? undefined : `${name} has no parameter ${unknown}`;
}

async function npm(words: readonly string[]): Promise<string | undefined> {
  const [verb = '', ...rest] = words;
  if (['ci', 'install', 'pack', 'publish', 'create', 'init'].includes(verb)) return undefined;
  const split = rest.indexOf('--');
  const own = split === -1 ? rest : rest.slice(0, split);
  const passed = split === -1 ? [] : rest.slice(split + 1);
  const name = verb === 'run' ? own.find((word) => !word.startsWith('-')) : verb;
  if (name === undefined || !Object.hasOwn(manifest.scripts, name))
    return `package.json has no script ${name}`;
  return name === 'deskhand' ? deskhand(passed) : undefined;
}

function script(words: readonly string[]): string | undefined {
  const path = words.find((word) => !word.startsWith('-'));
  return path === undefined || existsSync(join(root, path)) ? undefined : `there is no ${path}`;
}

const IMAGE = /^(deskhand:\S+|ghcr\.io\/\S+|IMAGE|"?\$\{?IMAGE\}?"?)$/;
/** Commands of the image, from its own help. */
const IMAGE_COMMANDS = new Set([...HELP.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1] ?? ''));

async function docker(words: readonly string[]): Promise<string | undefined> {
  if (words[0] === 'compose') return wrongCompose(words.slice(1));
  const at = words.findIndex((word) => IMAGE.test(word));
  const command = at === -1 ? undefined : words[at + 1];
  if (words[0] !== 'run' || command === undefined || command.startsWith('--log-format')) return undefined;
  return IMAGE_COMMANDS.has(command) || existsSync(join('/usr/bin', command))
    ? undefined
    : `the image has no command ${command}`;
}
