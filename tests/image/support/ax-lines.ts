import type { DesktopClient } from '../../../src/client/client.ts';
import type { AxElement } from './ax-tree.ts';

type Listed = Awaited<ReturnType<DesktopClient['observation']>>['elements'][number];

/** An element of our list or of Chromium's tree in one form: a line to compare, a box (of the display) to find it by. */
export interface Line {
  readonly role: string;
  readonly line: string;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Chromium's internal names, where they are not ARIA's. */
const ROLES: Readonly<Record<string, string>> = {
  DisclosureTriangle: 'disclosure',
  ColorWell: 'color',
  Date: 'date',
  DateTime: 'date',
  InputTime: 'time',
  Canvas: 'canvas',
  Video: 'video',
};

/** Roles that one can act on, headings and dialogs: these have to be the same. */
export const COMPARED =
  /^(button|link|checkbox|radio|switch|tab|menuitem|menuitemcheckbox|menuitemradio|option|combobox|listbox|textbox|searchbox|spinbutton|slider|treeitem|file|canvas|video|date|time|color|disclosure|heading|dialog|alertdialog|meter|progressbar|clickable)$/;

/** The states that both know. */
const STATES =
  /^(mixed|checked|pressed|selected|expanded|collapsed|disabled|readonly|required|invalid|focused|level \d)$/;

/** A line of our list, but for what Chromium's tree has no word for. */
export function lineOfOurs({ role, name, value = '', states, box }: Listed): Line {
  return {
    role,
    line: line(
      role,
      name,
      value,
      states.filter((state) => STATES.test(state)),
    ),
    box,
  };
}

/** A line of Chromium's tree; `top`: where the viewport begins on the display. */
export function lineOfTheirs({ role: theirs, name, value, properties, box }: AxElement, top: number): Line {
  // Chromium has no role for an editable box that gives itself none; what is in it is edited all the same.
  const role =
    theirs === 'generic' && properties['editable'] === 'richtext' ? 'textbox' : (ROLES[theirs] ?? theirs);
  const { checked, pressed, level } = properties;
  // A list that drops down is always told to be collapsed or expanded; ours names its options instead.
  const expanded =
    properties['hasPopup'] === 'menu' && role === 'combobox' ? undefined : properties['expanded'];
  const states = ['disabled', 'readonly', 'required', 'selected', 'focused'].filter(
    (each) => properties[each] === true,
  );
  if (checked === 'mixed' || pressed === 'mixed') states.push('mixed');
  if (checked === 'true') states.push('checked');
  if (pressed === 'true') states.push('pressed');
  if (expanded !== undefined) states.push(expanded === true ? 'expanded' : 'collapsed');
  if (!/^(undefined|false)$/.test(String(properties['invalid']))) states.push('invalid');
  if (role === 'heading') states.push(`level ${String(level)}`);
  return {
    role,
    line: line(role, name, value, states),
    box: { x: box.left, y: box.top + top, width: box.right - box.left, height: box.bottom - box.top },
  };
}

function line(role: string, name: string, value: string, states: readonly string[]): string {
  // White space and the signs of icon fonts make no difference to a reader.
  const fold = (text: string): string =>
    text
      .replaceAll(/[\uE000-\uF8FF]/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  return [
    role,
    JSON.stringify(fold(name)),
    ...(value === '' ? [] : [`= ${fold(value)}`]),
    ...states.toSorted(),
  ].join(' ');
}

/** Both lists side by side, joined by where the elements are: `[ours, theirs]`, `''` where one has none. */
export function sideBySide(ours: readonly Line[], theirs: readonly Line[]): (readonly [string, string])[] {
  const left = new Set(theirs);
  const pairs = ours.map((mine) => {
    const here = [...left].filter(({ box }) => isSameBox(box, mine.box));
    const match =
      here.find((each) => each.line === mine.line) ?? here.find(({ role }) => role === mine.role) ?? here[0];
    if (match !== undefined) left.delete(match);
    return [mine.line, match?.line ?? ''] as const;
  });
  return [...pairs, ...[...left].map((each) => ['', each.line] as const)];
}

function isSameBox(a: Line['box'], b: Line['box']): boolean {
  const near = (one: number, other: number): boolean => Math.abs(one - other) <= 1.5;
  return (
    near(a.x, b.x) &&
    near(a.y, b.y) &&
    near(a.x + a.width, b.x + b.width) &&
    near(a.y + a.height, b.y + b.height)
  );
}
