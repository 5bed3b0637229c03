import { parseArgs } from 'node:util';
import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Argument, Arguments, Values } from './command.ts';

/** A parsed command line. */
export interface Parsed<T extends Arguments> {
  readonly values: Values<T>;
  /** What stood after `--`, for commands that pass it on. */
  readonly trailing: readonly string[];
}

/**
 * Parses a command's arguments strictly by its declaration: unknown flags (with the nearest one), missing values and
 * surplus words are `bad_input`. Citty's own parser lets all of these pass.
 */
export function parseCommandLine<T extends Arguments>(
  declared: T,
  argv: readonly string[],
  passesOn = false,
): Parsed<T> {
  const flags = Object.entries(declared).filter(([, { type }]) => type !== 'positional');
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(flags.map(([name, flag]) => [name, nodeOption(flag)])),
    strict: false,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? argv.length;
  const collected = new Map<string, (string | boolean)[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional' && !(passesOn && token.index > end)) words.push(token.value);
    if (token.kind !== 'option') continue;
    const [name, value] = flagValue(declared, token);
    if (collected.has(name) && declared[name]?.type === 'string' && declared[name].multiple !== true)
      throw new DeskhandError('bad_input', `${token.rawName} is given twice.`);
    collected.set(name, [...(collected.get(name) ?? []), value]);
  }
  const given = { ...flagValues(flags, collected), ...positionalValues(declared, words) };
  return { values: given as Values<T>, trailing: passesOn ? argv.slice(end + 1) : [] };
}

function nodeOption(flag: Argument) {
  const alias = 'alias' in flag && typeof flag.alias === 'string' ? flag.alias : undefined;
  return {
    type: flag.type === 'boolean' ? ('boolean' as const) : ('string' as const),
    multiple: true,
    ...(alias === undefined ? {} : { short: alias }),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function flagValue(declared: Arguments, token: OptionToken): [name: string, value: string | boolean] {
  const { name, rawName, value } = token;
  const negated = name.startsWith('no-') ? name.slice(3) : undefined;
  if (negated !== undefined && !Object.hasOwn(declared, name) && declared[negated]?.type === 'boolean')
    return [negated, false];
  const flag = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (flag === undefined || flag.type === 'positional') throw unknownFlag(declared, rawName);
  if (flag.type === 'boolean') {
    if (value === undefined) return [name, true];
    throw new DeskhandError('bad_input', `${rawName} takes no value.`);
  }
  // `--model --json`: the value was forgotten. A value that starts with a dash is written `--model=-x`, but for a number:
  // no flag looks like one, and who gives it wants to know what is wrong with it.
  if (value === undefined || (token.inlineValue !== true && /^-(?![\d.])./.test(value)))
    throw new DeskhandError('bad_input', `${rawName} needs a value: ${rawName} ${hintOf(name, flag)}.`);
  return [name, value];
}

function unknownFlag(declared: Arguments, rawName: string): DeskhandError {
  const names = Object.keys(declared).filter((name) => declared[name]?.type !== 'positional');
  const given = rawName.replace(/^-+/, '');
  if (given === 'desktop' && declared['name']?.type === 'positional')
    return new DeskhandError('bad_input', 'There is no flag --desktop here.', {
      hint: "The desktop's name is a word of its own: leave --desktop out.",
    });
  const guess = nearest(given, names);
  return new DeskhandError('bad_input', `There is no flag ${rawName}.`, {
    hint: guess === undefined ? '--help lists the flags.' : `Did you mean --${guess}?`,
  });
}

function flagValues(
  flags: readonly (readonly [string, Argument])[],
  collected: ReadonlyMap<string, readonly (string | boolean)[]>,
): Record<string, unknown> {
  return Object.fromEntries(
    flags.map(([name, flag]) => {
      const all = collected.get(name) ?? [];
      if (flag.multiple === true) return [name, all];
      return [name, all.at(-1) ?? flag.default ?? (flag.type === 'boolean' ? false : undefined)];
    }),
  );
}

function positionalValues(declared: Arguments, words: readonly string[]): Record<string, unknown> {
  const left = [...words];
  const values: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(declared)) {
    if (argument.type !== 'positional') continue;
    values[name] = argument.multiple === true ? left.splice(0) : left.shift();
    if (values[name] === undefined && argument.required === true)
      throw new DeskhandError(
        'bad_input',
        `${name.toUpperCase()} is missing: ${argument.description ?? name}.`,
      );
  }
  const [surplus] = left;
  if (surplus !== undefined)
    throw new DeskhandError('bad_input', `"${surplus}" is one word too many.`, {
      hint: 'Put text with spaces in quotes; --help shows the usage.',
    });
  return values;
}

function hintOf(name: string, flag: Argument): string {
  return flag.valueHint ?? name.toUpperCase();
}
