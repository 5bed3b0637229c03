import type { Argument, Arguments } from '../command.ts';
import type { Entry } from '../catalogue.ts';

/** One word that may stand here. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What may stand here: words, and whether paths may. */
export interface Candidates {
  readonly words: readonly Candidate[];
  readonly paths: 'none' | 'files' | 'folders';
}

/** What completion needs to know of the program and of this machine. */
export interface Sources {
  readonly catalogue: Readonly<Record<string, Entry>>;
  readonly globals: Arguments;
  /** Names of desktops. */
  readonly desktops: () => Promise<readonly string[]>;
  /** Ids of models. */
  readonly models: () => Promise<readonly string[]>;
}

const NOTHING: Candidates = { words: [], paths: 'none' };

/** What may stand in place of the last word (which may be begun, or empty), given the words between the program and it. */
export async function candidates(words: readonly string[], sources: Sources): Promise<Candidates> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  const at = commandAt(before);
  const found = at === undefined ? await first(current, sources) : await within(before, at, current, sources);
  return { ...found, words: found.words.filter(({ value }) => value.startsWith(current)) };
}

/** Where the command's name stands: the first word that is neither a flag nor the value of `--config`. */
function commandAt(words: readonly string[]): number | undefined {
  const at = words.findIndex((word, i) => !word.startsWith('-') && words[i - 1] !== '--config');
  return at < 0 ? undefined : at;
}

async function first(current: string, { catalogue, globals }: Sources): Promise<Candidates> {
  if (current.startsWith('-')) return { words: flags(globals, []), paths: 'none' };
  const words = Object.entries(catalogue).map(([value, { description }]) => ({ value, description }));
  return { words, paths: 'none' };
}

async function within(
  before: readonly string[],
  at: number,
  current: string,
  sources: Sources,
): Promise<Candidates> {
  const name = before[at] ?? '';
  // `help` is no entry of its own: it takes the name of one.
  if (name === 'help') return first(current, sources);
  const entry = Object.hasOwn(sources.catalogue, name) ? sources.catalogue[name] : undefined;
  if (entry === undefined) return NOTHING;
  const command = await entry.load();
  const declared: Arguments = { ...command.args, ...sources.globals };
  const rest = [...before.slice(0, at), ...before.slice(at + 1)];
  // Another program's words: all that is known of them is that some are files.
  if (rest.includes('--')) return { words: [], paths: command.passesOn === true ? 'files' : 'none' };
  const flag = flagThatWaits(declared, rest.at(-1));
  if (flag !== undefined) return valuesOf(flag.name, flag.argument, name, sources);
  if (current.startsWith('-')) return { words: flags(declared, rest), paths: 'none' };
  const positional = positionalAt(declared, countPositionals(declared, rest));
  return positional === undefined ? NOTHING : valuesOf(positional.name, positional.argument, name, sources);
}

interface Named {
  readonly name: string;
  readonly argument: Argument;
}

function flagThatWaits(declared: Arguments, word: string | undefined): Named | undefined {
  if (word?.startsWith('-') !== true) return undefined;
  const found = Object.entries(declared).find(
    ([name, argument]) =>
      argument.type === 'string' && (word === `--${name}` || word === `-${String(argument.alias)}`),
  );
  return found === undefined ? undefined : { name: found[0], argument: found[1] };
}

function countPositionals(declared: Arguments, words: readonly string[]): number {
  return words.filter(
    (word, i) => !word.startsWith('-') && flagThatWaits(declared, words[i - 1]) === undefined,
  ).length;
}

/** The positional at this place; one that may be repeated takes all that follow. */
function positionalAt(declared: Arguments, place: number): Named | undefined {
  const all = Object.entries(declared).filter(([, { type }]) => type === 'positional');
  const [name, argument] = all[place] ?? all.findLast(([, { multiple }]) => multiple === true) ?? [];
  return name === undefined || argument === undefined ? undefined : { name, argument };
}

function flags(declared: Arguments, given: readonly string[]): readonly Candidate[] {
  return Object.entries(declared)
    .filter(([, { type }]) => type !== 'positional')
    .filter(([name, { multiple }]) => multiple === true || !given.includes(`--${name}`))
    .map(([name, { description }]) => ({ value: `--${name}`, description: description ?? '' }));
}

/** A hint such as `png|jpeg` lists the values; one in capitals names their kind. */
async function valuesOf(
  name: string,
  argument: Argument,
  command: string,
  { desktops, models }: Sources,
): Promise<Candidates> {
  const hint = argument.valueHint ?? '';
  const plain = (values: readonly string[]): Candidates => ({
    words: values.map((value) => ({ value, description: '' })),
    paths: 'none',
  });
  if (/^[a-z0-9-]+(\|[a-z0-9-]+)+$/.test(hint)) return plain(hint.split('|'));
  if (name === 'model' || name === 'models' || (command === 'models' && name === 'id'))
    return plain(await models());
  if (name === 'desktop' || (argument.type === 'positional' && name === 'name'))
    return plain(await desktops());
  if (hint.startsWith('FOLDER')) return { words: [], paths: 'folders' };
  if (/^(FILE|PATH)/.test(hint) || (command === 'run' && name === 'task'))
    return { words: [], paths: 'files' };
  return NOTHING;
}
