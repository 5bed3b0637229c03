import * as collect from './collect.ts';
import * as content from './content.ts';
import * as field from './field.ts';
import * as facts from './facts.ts';
import * as framePlace from './frame-place.ts';
import * as form from './form.ts';
import * as hit from './hit.ts';
import * as innerFrame from './inner-frame.ts';
import * as kit from './kit.ts';
import * as link from './link.ts';
import * as locate from './locate.ts';
import * as name from './name.ts';
import * as outline from './outline.ts';
import * as role from './role.ts';
import * as state from './state.ts';
import * as text from './text.ts';
import * as walk from './walk.ts';

type PageFunction = (...parameters: never[]) => unknown;

/** The isolated world's name; pages cannot see into it. */
export const WORLD = 'deskhand';

/** The name in the isolated world under which the page functions are kept. */
export const KIT = '__deskhand';

/** Functions that are called from outside, by the name under which they are called. */
const ENTRY = {
  facts: facts.facts,
  collect: collect.collect,
  locate: locate.locate,
  focusOn: locate.focusOn,
  fileInput: locate.fileInput,
  focusedField: field.focusedField,
  hasText: text.hasText,
  findText: text.findText,
  outline: outline.outline,
  frameIds: text.frameIds,
  framePlace: innerFrame.framePlace,
  showsThrough: innerFrame.showsThrough,
  elementOf: kit.elementOf,
} as const;

/** Every page function; `toString` gives the JavaScript that runs in the page. */
const FUNCTIONS: readonly PageFunction[] = [
  collect,
  content,
  facts,
  field,
  framePlace,
  form,
  hit,
  innerFrame,
  kit,
  link,
  locate,
  name,
  outline,
  role,
  state,
  text,
  walk,
]
  .flatMap((module) => Object.values(module))
  .filter((value) => typeof value === 'function') as PageFunction[];

/**
 * The script for the isolated world: all page functions in one closure and a kit for this document. Functions refer to
 * each other by name, so they are written out under the names that they have now (a bundler may have changed them).
 */
export const PAGE_SOURCE: string = [
  `globalThis.${KIT} ??= (() => {`,
  ...FUNCTIONS.map((each) => each.toString()),
  `const kit = ${kit.createKit.name}();`,
  `const entry = {${Object.entries(ENTRY)
    .map(([key, each]) => `${key}: ${each.name}`)
    .join(', ')}};`,
  `const call = (name, args) => name === 'facts' ? entry.facts() : entry[name](kit, ...args);`,
  `const adopt = (id, root) => { const host = entry.elementOf(kit, id); if (host) kit.closedRoots.set(host, root); };`,
  `return { call, adopt, element: (id) => entry.elementOf(kit, id) };`,
  `})();`,
].join('\n');

/** The entry functions' names. */
export type EntryName = Exclude<keyof typeof ENTRY, 'elementOf'>;

/** What an entry function returns, once JSON has carried it over. */
export type EntryResult<N extends EntryName> = Awaited<ReturnType<(typeof ENTRY)[N]>>;

/** The parameters of an entry function without the kit, which the page adds. */
export type EntryArguments<N extends EntryName> =
  Parameters<(typeof ENTRY)[N]> extends [kit.Kit, ...infer Rest] ? Rest : [];

/** The expression that calls an entry function in the isolated world. */
export function callExpression<N extends EntryName>(name: N, args: EntryArguments<N>): string {
  return `${KIT}.call(${JSON.stringify(name)}, ${JSON.stringify(args)})`;
}
