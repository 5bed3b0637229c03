import type { PageElement } from '../../browser/browser.ts';
import type { Target } from '../../playbook/schema.ts';

/** What a target is wanted for; settles which of several elements of one name is meant. */
export type Purpose = 'point' | 'type' | 'select' | 'read';

/** What was found for a target among the elements in view. */
export type Match =
  | { readonly found: PageElement }
  | {
      readonly found?: undefined;
      readonly problem: 'none' | 'several';
      readonly candidates: readonly PageElement[];
    };

const EDITABLE = new Set([
  'textbox',
  'searchbox',
  'combobox',
  'spinbutton',
  'date',
  'time',
  'color',
  'slider',
]);
const CHOOSABLE = new Set(['combobox', 'listbox', 'menu']);
const ACTIVE = new Set([
  ...EDITABLE,
  ...CHOOSABLE,
  'button',
  'checkbox',
  'clickable',
  'disclosure',
  'draggable',
  'file',
  'gridcell',
  'link',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'radio',
  'switch',
  'tab',
  'treeitem',
]);

/**
 * Finds a target in the elements in view: exact first, then without regard to case and white space, then as the only one that
 * holds it. Several equal ones are a problem that lists them, unless the purpose or their place tells them apart.
 */
export function matchTarget(target: Target, elements: readonly PageElement[], purpose: Purpose): Match {
  if (target.ref !== undefined) {
    const element = elements.find((each) => each.ref === target.ref);
    return element === undefined ? none(elements) : { found: element };
  }
  const wanted = target.name ?? target.text ?? '';
  const inRole = elements.filter((element) => target.role === undefined || element.role === target.role);
  const texts = target.text === undefined ? namesOf : textsOf;
  for (const fits of [exact, folded, holds]) {
    const hits = inRole.filter((element) => texts(element).some((text) => fits(text, wanted)));
    if (hits.length > 0) return pick(hits, purpose);
  }
  return none(inRole.length > 0 ? inRole : elements);
}

/** An element in words: `button "Save"`. */
export function describeElement({ role, name }: PageElement): string {
  return `${role} ${JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name)}`;
}

/** A target in words, for messages. */
export function describeTarget(target: Target): string {
  if (target.at !== undefined) return `the point ${target.at[0]},${target.at[1]}`;
  if (target.ref !== undefined) return `element ${target.ref}`;
  if (target.text !== undefined) return `the text ${JSON.stringify(target.text)}`;
  return `${target.role ?? 'an element'} named ${JSON.stringify(target.name)}`;
}

function pick(hits: readonly PageElement[], purpose: Purpose): Match {
  const [only] = hits;
  if (hits.length === 1 && only !== undefined) return { found: only };
  const fitting = hits.filter((element) => suits(element.role, purpose));
  const rest = fitting.length > 0 ? fitting : hits;
  const [first] = rest;
  // A link and the text inside it, say: one thing in the page, whichever is clicked.
  if (first !== undefined && rest.every((element) => overlaps(element, first))) return { found: first };
  return { problem: 'several', candidates: rest };
}

function suits(role: string, purpose: Purpose): boolean {
  if (purpose === 'type') return EDITABLE.has(role);
  if (purpose === 'select') return CHOOSABLE.has(role);
  if (purpose === 'read') return false;
  return ACTIVE.has(role);
}

function overlaps({ box: a }: PageElement, { box: b }: PageElement): boolean {
  const inside = (p: PageElement['box'], q: PageElement['box']): boolean =>
    p.x >= q.x && p.y >= q.y && p.x + p.width <= q.x + q.width && p.y + p.height <= q.y + q.height;
  return inside(a, b) || inside(b, a);
}

function none(elements: readonly PageElement[]): Match {
  return { problem: 'none', candidates: elements };
}

function namesOf({ name }: PageElement): readonly string[] {
  return [name];
}

function textsOf({ name, value }: PageElement): readonly string[] {
  return value === undefined ? [name] : [name, value];
}

function exact(text: string, wanted: string): boolean {
  return text === wanted;
}

function folded(text: string, wanted: string): boolean {
  return fold(text) === fold(wanted);
}

function holds(text: string, wanted: string): boolean {
  return fold(text).includes(fold(wanted));
}

function fold(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
