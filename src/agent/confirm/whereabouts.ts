import { chordNames } from '../../actions/key-names.ts';
import type { Observation } from '../../actions/observation.ts';
import type { Point } from '../../base/geometry.ts';
import type { JsonObject } from '../../base/json.ts';
import { aimOf, dragEnd } from '../target.ts';
import type { Act } from './act.ts';
import { focusAfterEnter, focusAfterKeys } from './focus-keys.ts';
import { clickRisk } from './element-risk.ts';
import type { Focus } from './focus.ts';
import { isTextField } from './focus.ts';

/** Where keyboard and pointer are by what was done before in the same call. */
export interface Whereabouts {
  readonly focus: Focus;
  /** Undefined where the screen shows it; `unknown` once that cannot be told. */
  readonly pointer: Point | 'unknown' | undefined;
  /** Keys that are held down, by canonical name. */
  readonly held: readonly string[];
  /** The screen that the model saw may be gone: what is at a point of it cannot be told any more. */
  readonly isStale: boolean;
}

/** What only looks or waits. */
const CALM = /^(screenshot|zoom|wait|elements|read_page|downloads|clipboard_read|clipboard_write|files)$/;
/** Clicks on these change nothing else on the screen, mostly. */
const CALM_ROLE =
  /^(textbox|searchbox|password|textarea|spinbutton|combobox|checkbox|radio|switch|slider|listbox|option)$/;

/** Where keyboard and pointer are once an act is done. */
export function after(act: Act, seen: Observation | undefined, where: Whereabouts): Whereabouts {
  const { name, params } = act;
  switch (name) {
    case 'click':
      return clicked(params, seen, where);
    case 'mouse_down':
      // What it presses acts when the button is released.
      return { ...clicked(params, seen, where), isStale: where.isStale };
    case 'move':
      return { ...where, pointer: pointerOf(params, seen, where) };
    case 'mouse_up':
    case 'scroll':
      return { ...where, pointer: pointerOf(params, seen, where), isStale: true };
    case 'drag':
      return { ...where, focus: UNKNOWN, pointer: dragEnd(params, seen).point ?? 'unknown', isStale: true };
    case 'type':
      return typed(params, seen, where);
    case 'paste':
      // A line end in it is no Enter, as it would be in a text that is typed.
      return {
        ...where,
        focus: focusAfterText(where.focus, textOf(params['text']).replaceAll(/[\t\r\n]/g, '')),
      };
    case 'key':
    case 'key_down':
      return pressed(name, textOf(params['keys']) || textOf(params['key']), seen, where);
    case 'key_up':
      return released(textOf(params['key']), where);
    default:
      return CALM.test(name) ? where : { ...where, focus: UNKNOWN, isStale: true };
  }
}

/** The focus once a text is typed into it; each Tab moves it on, each line end sends it off. */
export function focusAfterText(focus: Focus, text: string): Focus {
  let at = focus;
  for (const piece of text.split(/([\t\r\n])/)) {
    if (piece === '\t') at = UNKNOWN;
    else if (/^[\r\n]$/.test(piece)) at = focusAfterEnter(at);
    else if (at.on === 'bar' && at.text !== undefined) at = { ...at, text: at.text + piece };
  }
  return at;
}

function clicked(params: JsonObject, seen: Observation | undefined, where: Whereabouts): Whereabouts {
  const { element } = aimOf(params, seen);
  const isAimed = typeof params['ref'] === 'string' || !where.isStale;
  const isLeft = (params['button'] ?? 'left') === 'left';
  const calm =
    isAimed && isLeft && element !== undefined && CALM_ROLE.test(element.role) ? element : undefined;
  const isHarmless = isAimed && isLeft && element !== undefined && clickRisk(element) === undefined;
  const opened = isHarmless ? { isOpened: true as const } : {};
  return {
    ...where,
    // Anything else may open a dialog, which then has the keyboard, or a field to type into.
    focus: calm === undefined ? { on: 'unknown', ...opened } : { on: 'element', element: calm },
    pointer: pointerOf(params, seen, where),
    isStale: where.isStale || calm === undefined,
  };
}

function typed(params: JsonObject, seen: Observation | undefined, where: Whereabouts): Whereabouts {
  const text = textOf(params['text']);
  const focus = focusAfterText(fieldOf(params, seen, where), text);
  const sends = params['submit'] === true || /[\r\n]/.test(text);
  const pointer = params['ref'] === undefined ? where.pointer : pointerOf(params, seen, where);
  return {
    ...where,
    // With a key held down the letters are chords.
    focus: where.held.length > 0 || (sends && focus.on === 'bar') ? UNKNOWN : focus,
    pointer,
    isStale: where.isStale || sends || !isTextField(focus, seen),
  };
}

/** What a text is typed into: the field that it names, or what has the focus. `clear` empties it first. */
export function fieldOf(params: JsonObject, seen: Observation | undefined, { focus }: Whereabouts): Focus {
  if (params['ref'] !== undefined) {
    const { element } = aimOf(params, seen);
    return element === undefined ? UNKNOWN : { on: 'element', element };
  }
  return focus.on === 'bar' && params['clear'] === true ? { ...focus, text: '' } : focus;
}

function pressed(name: string, keys: string, seen: Observation | undefined, where: Whereabouts): Whereabouts {
  const names = chordNames(keys);
  const isModifier = names.every((key) => MODIFIER.test(key));
  if (isModifier) return name === 'key_down' ? { ...where, held: [...where.held, ...names] } : where;
  const closes = (seen?.dialogs.length ?? 0) > 0 && names.some((key) => CLOSES_DIALOG.test(key));
  const focus = closes ? UNKNOWN : focusAfterKeys([...where.held, ...names], where.focus, seen);
  const isStill =
    isTextField(where.focus, seen) &&
    focus.on !== 'unknown' &&
    !names.some((key) => /^(Return|KP_Enter)$/.test(key));
  return { ...where, focus, isStale: where.isStale || !isStill };
}

function released(key: string, where: Whereabouts): Whereabouts {
  const names = chordNames(key);
  return { ...where, held: where.held.filter((each) => !names.includes(each)) };
}

function pointerOf(
  params: JsonObject,
  seen: Observation | undefined,
  { pointer, isStale }: Whereabouts,
): Whereabouts['pointer'] {
  if (typeof params['ref'] === 'string') return aimOf(params, seen).point ?? 'unknown';
  return aimOf(params, seen).point ?? pointer ?? (isStale ? 'unknown' : undefined);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Nobody knows where. */
export const UNKNOWN: Focus = { on: 'unknown' };
const CLOSES_DIALOG = /^(Return|KP_Enter|Escape| )$/;
const MODIFIER = /^(Control|Shift|Alt|Super)_[LR]$|^ISO_Level3_Shift$/;
