import type { Observation } from '../../actions/observation.ts';
import type { PageElement } from '../../browser/browser.ts';
import { isSearch, riskOfName } from './named-risk.ts';
import type { NamedRisk, Risk } from './words.ts';

/** A risky act, in words for the person who decides. */
export interface RiskyAct {
  readonly risk: Risk;
  /** One sentence part, such as `click button "Pay now" on shop.example`. */
  readonly what: string;
}

/** The risk of a click on an element: by the form that it sends, whatever the page calls it, and by its role and name. */
export function clickRisk(element: PageElement | undefined): RiskyAct | undefined {
  if (element === undefined) return undefined;
  const risk = pressedRisk(element);
  if (element.posts !== undefined && element.submits === true)
    return { risk: risk ?? 'submit', what: `click ${shown(element)}${sends(element.posts)}` };
  return risk === undefined || UNPRESSED.test(element.role)
    ? undefined
    : { risk, what: `click ${shown(element)}` };
}

/** The risk that the name of what is pressed tells, where that is not only the name of a folder or a title. */
function pressedRisk({ role, name, href, posts }: PageElement): NamedRisk | undefined {
  if (role === 'treeitem' && FOLDER.test(name.trim())) return undefined;
  const risk = riskOfName(name, role);
  const isTitle = TITLE.test(role) && href === undefined && posts === undefined;
  return isTitle && risk !== undefined && !beginsGravely(name, role) ? undefined : risk;
}

/** Folders that are called as what is done with them, and how many there are in them. */
const FOLDER = /^(?:trash|archive|papierkorb|download|export)(?:[\s,(]+\d+\)?(?: (?:unread|new))?)?$/i;
/** A page that makes one something to click has it listed as `clickable`. */
const TITLE = /^(heading|listitem)$/;

const GRAVE: ReadonlySet<NamedRisk | undefined> = new Set(['pay', 'delete', 'send'] as const);

/** Whether a title is an order that cannot be taken back: "Delete account", but not "Sign up" or "Bob: please confirm". */
function beginsGravely(name: string, role: string): boolean {
  const words = name.trim().split(/\s+/);
  // The first says it, or both together: "Place order", "Confirm purchase". A name before a colon is whose it is.
  const together = /^\p{L}+,?$/u.test(words[0] ?? '') ? 2 : 1;
  return [1, together].some((n) => GRAVE.has(riskOfName(words.slice(0, n).join(' '), role)));
}

/**
 * Roles that are not acted on by a click, whatever they are called: fields and boxes to fill in, what only shows or sounds, and
 * what only holds other elements. Every other role is judged by its name.
 */
const UNPRESSED = new RegExp(
  `^(${[
    'textbox|searchbox|combobox|spinbutton|password|textarea|slider|scrollbar|listbox|checkbox|radio|date|time|color|file',
    'canvas|video|audio|progressbar|meter|status|alert|tooltip|log|timer|marquee|columnheader|rowheader',
    'dialog|alertdialog|region|group|radiogroup|form|search|main|navigation|toolbar|menu|menubar|tablist|tabpanel|list|tree|table',
    'grid|treegrid|rowgroup|document|application|article|feed|figure',
  ].join('|')})$`,
);

/** What is let go on these goes nowhere: it is entered, or puts columns in another order. */
const UNDROPPED = /^(textbox|searchbox|combobox|spinbutton|password|textarea|slider|columnheader|rowheader)$/;

/** The risk of letting something go on an element that it was dragged to: what that is called tells, whatever its role. */
export function dropRisk(element: PageElement, what: string): RiskyAct | undefined {
  const isRead = /^(text|heading|cell|gridcell)$/.test(element.role) && element.name.length > 40;
  const risk = isRead ? undefined : riskOfName(element.name, element.role);
  return risk === undefined || UNDROPPED.test(element.role)
    ? undefined
    : { risk, what: `${what} ${shown(element)}` };
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
  if (target.role === 'searchbox' || isSearch(target.name)) {
    // One field may do both: "Search or send a message".
    const risk = riskOfName(target.name, target.role);
    return risk === undefined ? undefined : { risk, what: `press Enter in ${shown(target)}` };
  }
  return FIELD.test(target.role)
    ? { risk: 'submit', what: `press Enter in ${shown(target)}` }
    : clickRisk(target);
}

/** What accepting the open dialog would do; `how` it is done, if by something that may also hit another of its buttons. */
export function dialogRisk(seen: Observation | undefined, how = 'accept'): RiskyAct | undefined {
  const open = seen?.dialogs.find(({ type }) => type !== 'alert');
  if (open === undefined) return undefined;
  if (open.type === 'print')
    return { risk: 'download', what: `${how} the print preview, which saves the page` };
  return {
    risk: riskOfName(open.message) ?? 'submit',
    what: `${how} the dialog ${short(JSON.stringify(open.message))}`,
  };
}

/** A text, shortened for people: never in the middle of a character or of its spelling in JSON, so that what is hidden before `…` is found. */
export function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199).replace(HALF, '')}…` : text;
}

/** The first half of a character, or the beginning of an escape. */
const HALF = /[\uD800-\uDBFF]$|(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[\da-f]{0,3})?$/i;

/** An element in words for people. */
export function shown({ role, name }: PageElement): string {
  return `${role} ${short(JSON.stringify(name))}`;
}

function sends(target: string): string {
  return `, which sends a form to ${short(target)}`;
}
