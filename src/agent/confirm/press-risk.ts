import type { JsonObject } from '../../base/json.ts';
import type { PageElement } from '../../browser/browser.ts';
import { aimOf, commonOf, contains, dragEnd, holds } from '../target.ts';
import type { Aim } from '../target.ts';
import type { Act } from './act.ts';
import { isAltIn, linkRisk, savingRisk } from './address-risk.ts';
import type { IsHome } from './address-risk.ts';
import { clickRisk, dialogRisk, dropRisk, shown } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import { mayHide } from './sight.ts';
import type { Surroundings } from './surroundings.ts';
import type { Whereabouts } from './whereabouts.ts';

/** The risk of a click, which is also how an element gets the focus that a text is to be typed into. */
export function clickedRisk(
  { name, params }: Act,
  around: Surroundings,
  where: Whereabouts,
): RiskyAct | undefined {
  const target = targetOf(params, around, where);
  return pressRisk(name, target, around) ?? savedByPress(params, target, where);
}

function savedByPress(params: JsonObject, target: Target, { held }: Whereabouts): RiskyAct | undefined {
  const { modifiers } = params;
  const isAlt = isAltIn(held) || (Array.isArray(modifiers) && modifiers.includes('alt'));
  return isAlt && target !== undefined && target !== 'unknown' ? savingRisk(target) : undefined;
}

/** The risk of pressing or letting go a button of the mouse by itself: the second may also end a drag. */
export function buttonRisk(
  { name, params }: Act,
  around: Surroundings,
  where: Whereabouts,
): RiskyAct | undefined {
  const target = underPointer(params, around, where);
  const found = pressRisk(name, target, around) ?? savedByPress(params, target, where);
  if (found !== undefined || name !== 'mouse_up' || target === undefined || target === 'unknown')
    return found;
  return dropRisk(target, 'let go on');
}

/** The risk of a drag: what is pressed and let go on one element is clicked, and what is let go on another goes there. */
export function dragRisk(params: JsonObject, around: Surroundings, where: Whereabouts): RiskyAct | undefined {
  const { seen } = around;
  const [start, end] = [aimOf(params, seen), dragEnd(params, seen)];
  const isByRef = typeof params['from_ref'] === 'string';
  const ends = [start, end].map((aim) =>
    isByRef ? (aim.element ?? 'unknown') : targetAt(aim, around, where),
  );
  const pressed = ends.includes('unknown') ? 'unknown' : commonOf(params, seen);
  const found = pressRisk('drag', pressed, around) ?? savedByPress(params, pressed, where);
  if (found !== undefined || end.element === undefined || end.element === start.element) return found;
  const what = start.element === undefined ? 'something' : shown(start.element);
  return dropRisk(end.element, `drag ${what} onto`);
}

type Target = PageElement | 'unknown' | undefined;

/** What a click hits. A ref that the screen does not show may be anything, and so may a point of a screen that is gone. */
function targetOf(params: JsonObject, around: Surroundings, where: Whereabouts): Target {
  const aim = aimOf(params, around.seen);
  return typeof params['ref'] === 'string' ? (aim.element ?? 'unknown') : targetAt(aim, around, where);
}

/**
 * What a press at a point hits: nothing only where all that is in view is known. The innermost element, but of two that overlap in
 * part either may lie above, and the risky one counts.
 */
function targetAt(aim: Aim, { seen, isHome }: Surroundings, where: Whereabouts): Target {
  if (where.isStale || mayHide(seen, aim)) return 'unknown';
  const { point, element } = aim;
  if (point === undefined || element === undefined) return element;
  const beside = (seen?.elements ?? []).filter(({ box }) => holds(box, point) && !contains(box, element.box));
  return [element, ...beside].find((each) => elementRisk(each, isHome) !== undefined) ?? element;
}

function underPointer(params: JsonObject, around: Surroundings, where: Whereabouts): Target {
  const isAimed = typeof params['ref'] === 'string' || typeof params['x'] === 'number';
  const pointer = where.pointer ?? around.seen?.cursor;
  if (isAimed || pointer === undefined) return targetOf(params, around, where);
  return pointer === 'unknown' ? 'unknown' : targetOf({ ...pointer }, around, where);
}

function pressRisk(name: string, target: Target, { seen, isHome }: Surroundings): RiskyAct | undefined {
  const inDialog = dialogRisk(seen, `${name} on or beside`);
  if (inDialog !== undefined) return inDialog;
  if (target === 'unknown')
    return { risk: 'unknown', what: `${name} on what the screen did not show before` };
  return target === undefined ? undefined : elementRisk(target, isHome);
}

function elementRisk(element: PageElement, isHome: IsHome): RiskyAct | undefined {
  return clickRisk(element) ?? linkRisk(element, isHome);
}
