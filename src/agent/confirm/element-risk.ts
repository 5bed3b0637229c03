import type { Observation } from '../../actions/observation.ts';
import type { PageElement } from '../../browser/browser.ts';
import { isSearch, riskOfName } from './named-risk.ts';
import type { Risk } from './words.ts';

/** A risky act, in words for the person who decides. */
export interface RiskyAct {
  readonly risk: Risk;
  /** One sentence part, such as `click button "Pay now" on shop.example`. */
  readonly what: string;
}

/** The risk of a click on an element: by the form that it sends, whatever the page calls it, and by its role and name. */
export function clickRisk(element: PageElement | undefined): RiskyAct | undefined {
  if (element === undefined) return undefined;
  const risk = riskOfName(element.name, element.role);
  if (element.posts !== undefined && element.submits === true)
    return { risk: risk ?? 'submit', what: `click ${shown(element)}${sends(element.posts)}` };
  if (
    !/^(button|link|menuitem|tab|option|image|text|generic|clickable|cell|disclosure|switch)?$/.test(
      element.role,
    )
  )
    return undefined;
  return risk === undefined ? undefined : { risk, what: `click ${shown(element)}` };
}

/** Roles of fields, in which space and Delete only change what is entered. */
export const FIELD = /^(textbox|combobox|spinbutton|password|textarea|slider|listbox)$/;

/** Whether an element is a field to enter something, rather than something to press. */
export function isField({ role, submits }: PageElement): boolean {
  return submits !== true && (FIELD.test(role) || role === 'searchbox');
}

/** Enter sends the form that a field belongs to, and presses the button that has the focus. */
export function enterRisk(target: PageElement): RiskyAct | undefined {
  if (target.submits === true) return clickRisk(target);
  if (target.posts !== undefined)
    return { risk: 'submit', what: `press Enter in ${shown(target)}${sends(target.posts)}` };
  if (target.role === 'searchbox' || isSearch(target.name)) return undefined;
  return FIELD.test(target.role)
    ? { risk: 'submit', what: `press Enter in ${shown(target)}` }
    : clickRisk(target);
}

/** What accepting the open dialog would do. */
export function dialogRisk(seen: Observation | undefined): RiskyAct | undefined {
  const open = seen?.dialogs.find(
    ({ type }) => type === 'confirm' || type === 'prompt' || type === 'beforeunload',
  );
  if (open === undefined) return undefined;
  return {
    risk: riskOfName(open.message) ?? 'submit',
    what: `accept the dialog ${short(JSON.stringify(open.message))}`,
  };
}

/** A text of a page, shortened for people. */
export function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** An element in words for people. */
export function shown({ role, name }: PageElement): string {
  return `${role} ${short(JSON.stringify(name))}`;
}

function sends(target: string): string {
  return `, which sends a form to ${short(target)}`;
}
