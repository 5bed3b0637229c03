import { chordNames } from '../../actions/key-names.ts';
import type { Observation } from '../../actions/observation.ts';
import type { JsonObject } from '../../base/json.ts';
import { barRisk, isAltIn, linkRisk, savingRisk } from './address-risk.ts';
import type { IsHome } from './address-risk.ts';
import { clickRisk, dialogRisk, enterRisk, isField, shown } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import { receivers } from './focus.ts';
import type { AddressBar, Focus } from './focus.ts';
import { isReload, reloadRisk, resendRisk } from './reload-risk.ts';
import { isAlertOpen } from './sight.ts';
import { fieldOf, focusAfterText } from './whereabouts.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What a key is judged by. */
export interface KeyContext {
  readonly seen: Observation | undefined;
  readonly isHome?: IsHome;
}

/** The risk of a key chord: Enter sends the form of the field that has the focus, or presses the button that has it; with ctrl it sends. */
export function keyRisk(keys: string, where: Whereabouts, context: KeyContext): RiskyAct | undefined {
  // By one name each: a key has many.
  const names = [...where.held, ...chordNames(keys)];
  if (isReload(names)) return reloadRisk(`press ${keys}`, context.seen, where);
  const all = receivers(where.focus, context.seen);
  const isEnter = names.some((name) => ENTER.test(name));
  if (isEnter || names.includes(' ')) {
    const inDialog = dialogRisk(context.seen);
    if (inDialog !== undefined) return inDialog;
    // The first key closes it; what the next one does is another matter.
    if (isAlertOpen(context.seen) && !where.isStale) return undefined;
  }
  if (isEnter) {
    if (names.some((name) => /^(Control|Super)_/.test(name))) {
      const [target] = all;
      const place = target?.on === 'element' ? ` in ${shown(target.element)}` : '';
      return { risk: 'send', what: `press ${keys}${place}` };
    }
    return onEnter(where.focus, context, isAltIn(names));
  }
  if (names.includes(' ')) return onSpace(where.focus, context);
  const inText = all.some((each) => each.on === 'bar' || (each.on === 'element' && isField(each.element)));
  return names.includes('Delete') && !inText ? { risk: 'delete', what: `press ${keys}` } : undefined;
}

/** The risk of typing a text: line ends are Enter, and blanks press the button that has the focus. */
export function typeRisk(params: JsonObject, where: Whereabouts, context: KeyContext): RiskyAct | undefined {
  const text = typeof params['text'] === 'string' ? params['text'] : '';
  let focus = fieldOf(params, context.seen, where);
  for (const piece of text.split(/([\t\r\n])/)) {
    const found = pieceRisk(piece, focus, context);
    if (found !== undefined) return found;
    focus = focusAfterText(focus, piece);
  }
  // While a text is typed what is held is let go, but not for this key.
  return params['submit'] === true ? keyRisk('Enter', { ...where, focus }, context) : undefined;
}

/** After a click that opened a field the text goes there, or to nothing: only what begins with a blank may be a press. */
function pieceRisk(piece: string, focus: Focus, context: KeyContext): RiskyAct | undefined {
  const isEnd = /^[\r\n]$/.test(piece);
  if (!isEnd && !piece.includes(' ')) return undefined;
  if (!isEnd && focus.on === 'unknown' && focus.isOpened === true && !piece.startsWith(' ')) return undefined;
  return dialogRisk(context.seen) ?? (isEnd ? onEnter(focus, context) : onSpace(focus, context));
}

function onEnter(focus: Focus, { seen, isHome }: KeyContext, isAlt = false): RiskyAct | undefined {
  return firstOf(receivers(focus, seen), (each) => {
    if (each.on === 'bar') return inWindow('press Enter', each, seen) ?? barRisk(each.text, isHome);
    if (each.on === 'unknown') return unknown('press Enter');
    const { element } = each;
    const found = enterRisk(element) ?? (isField(element) ? undefined : linkRisk(element, isHome));
    return found ?? (isAlt && !isField(element) ? savingRisk(element) : undefined);
  });
}

function onSpace(focus: Focus, { seen }: KeyContext): RiskyAct | undefined {
  return firstOf(receivers(focus, seen), (each) => {
    if (each.on === 'unknown') return unknown('press the space bar');
    if (each.on === 'bar') return inWindow('press the space bar', each, seen);
    return isField(each.element) ? undefined : clickRisk(each.element);
  });
}

/** Outside of the page it may as well be a window of the browser's that has the focus, unless the text in the bar is known. */
function inWindow(how: string, { text }: AddressBar, seen: Observation | undefined): RiskyAct | undefined {
  return text === undefined ? resendRisk(how, seen) : undefined;
}

function firstOf<T>(all: readonly T[], judge: (one: T) => RiskyAct | undefined): RiskyAct | undefined {
  for (const one of all) {
    const found = judge(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unknown(what: string): RiskyAct {
  return { risk: 'unknown', what: `${what} where it cannot be told what has the focus` };
}

const ENTER = /^(Return|KP_Enter)$/;
