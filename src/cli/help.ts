import { stripVTControlCharacters } from 'node:util';
import { renderUsage } from 'citty';
import { catalogue } from './catalogue.ts';
import type { Argument, Arguments } from './command.ts';
import { globalArguments } from './globals.ts';

/** The overview: all commands and the flags that each takes. Loads no command. */
export async function overview(version: string, colours: boolean): Promise<string> {
  const subCommands = Object.fromEntries(
    Object.entries(catalogue).map(([name, { description }]) => [name, { meta: { name, description } }]),
  );
  const meta = { name: 'deskhand', version, description: 'A computer that Grok can use' };
  return plain(await renderUsage({ meta, args: { ...globalArguments }, subCommands }), colours);
}

/** A command's usage: its own arguments, then the global flags. Loads that command alone. */
export async function commandHelp(name: string, colours: boolean): Promise<string> {
  const entry = catalogue[name];
  const command = await entry?.load();
  const args = { ...optionalUnlessSaid(command?.args ?? {}), ...globalArguments };
  const description = entry?.description ?? '';
  const usage = await renderUsage({ meta: { name, description }, args }, { meta: { name: 'deskhand' } });
  const text =
    command?.passesOn === true ? usage.replace(/^(.*USAGE.*)$/m, '$1 -- PROGRAM [ARGUMENTS…]') : usage;
  return plain(text, colours);
}

/** Citty takes every positional for required that does not say otherwise; our declarations have it the other way round. */
function optionalUnlessSaid(declared: Arguments): Arguments {
  const marked = Object.entries(declared).map(([name, argument]): [string, Argument] =>
    argument.type === 'positional'
      ? [name, { ...argument, required: argument.required === true }]
      : [name, argument],
  );
  return Object.fromEntries(marked);
}

/** Citty decides on colours by rules of its own; ours may only take them away. */
function plain(usage: string, colours: boolean): string {
  return (colours ? usage : stripVTControlCharacters(usage)).replaceAll(/[ \t]+$/gm, '').trimEnd();
}
