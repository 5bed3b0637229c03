import type { PageElement } from '../../browser/browser.ts';
import { aimOf, dragEnd } from '../target.ts';
import { partsOf } from './act.ts';
import type { Act } from './act.ts';
import { risksOf } from './classify.ts';
import type { Surroundings } from './surroundings.ts';
import { receivers } from './focus.ts';
import type { Focus } from './focus.ts';
import { whole } from './sight.ts';

/** What an act comes to on a screen, to be compared with what it would come to on a later one. */
export function bearingOf(act: Act, around: Surroundings): string {
  const seen = whole(around.seen);
  const url = URL.parse(seen?.page?.url ?? '');
  const aims = partsOf(act).map(({ name, params }) => [
    aimOf(params, seen).element,
    dragEnd(params, seen).element,
    ...(KEYS.test(name) ? receivers({ on: 'seen' }, seen).map((each) => onElement(each) ?? each.on) : []),
  ]);
  const dialogs = seen?.dialogs.map(({ type, message }) => [type, message]);
  return JSON.stringify([url?.origin, url?.pathname, dialogs, risksOf(act, around), aims], likeness);
}

const KEYS = /^(type|key|key_down|paste)$/;

/** What may change without its being another element: its place, its states, what is entered. */
function likeness(key: string, value: unknown): unknown {
  return key === 'box' || key === 'states' || key === 'value' ? undefined : value;
}

function onElement(focus: Focus): PageElement | undefined {
  return focus.on === 'element' ? focus.element : undefined;
}
