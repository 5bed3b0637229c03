import type { ArgDef } from 'citty';
import type { Context } from './context.ts';

/** A flag or positional in citty's terms; `multiple` lets it be given more than once. */
export type Argument = ArgDef & { readonly multiple?: true };

/** The declared flags and positionals by name, in kebab-case as they are typed. */
export type Arguments = Readonly<Record<string, Argument>>;

/** What the command line gave for each declared argument. */
export type Values<T extends Arguments> = {
  readonly [K in keyof T]: T[K] extends { multiple: true }
    ? readonly string[]
    : T[K] extends { type: 'boolean' }
      ? boolean
      : T[K] extends { type: 'positional'; required: true }
        ? string
        : string | undefined;
};

/** One command as a declaration; `run` gives the exit code when it is not 0. */
export interface Command<T extends Arguments = Arguments> {
  readonly args: T;
  /** Whether what follows `--` belongs to another program. */
  readonly passesOn?: boolean;
  run(context: Context, values: Values<T>, trailing: readonly string[]): Promise<number | void>;
}

/** Declares a command: its `run` sees values typed by its arguments, everyone else sees a plain command. */
export function defineCommand<const T extends Arguments>(command: Command<T>): Command {
  return command;
}
