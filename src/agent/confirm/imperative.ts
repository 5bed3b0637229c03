/**
 * English words that are an order to do something only where they stand first, and may be a noun there as well: "Book flight" on
 * a button, but "Book review". `=order` in the list of words is one of them.
 */
export interface Imperative {
  readonly word: string;
  /** Whether an amount of money behind it tells that it is an order. */
  readonly takesMoney: boolean;
}

/** Whether a name, normalised, is one of these words alone, or one with an amount or an object behind it. */
export function isImperative(words: readonly Imperative[], text: string, role: string): boolean {
  const name = text.replace(LEAD, '').replace(/[\s!›»→>.…✓]+$/u, '');
  const [first = '', ...after] = name.split(/[\s,:]+/);
  const found = words.find(({ word }) => word === first);
  if (found === undefined) return false;
  const rest = after.join(' ');
  if (rest === '') return name === first;
  if (LOOKS_UP.test(rest)) return false;
  if (found.takesMoney && MONEY.test(rest)) return true;
  if (READ.test(role)) return !HEADLINE.test(name) && pointsAtOwn(found.word, rest);
  if (POINTS_AT.test(rest)) return true;
  // On a button the word is an order unless it is plainly a noun; elsewhere texts and headlines begin with it, too.
  if (!PRESSED.test(role)) return false;
  if (/^\d/.test(rest)) return found.takesMoney;
  return /^\p{L}/u.test(rest) && (VERB.test(found.word) || !NOUN.test(rest));
}

/** Titles and headlines begin with the same words: only what is the reader's own, or was told before, is plainly an object there. */
function pointsAtOwn(word: string, rest: string): boolean {
  return OWN.test(rest) || (SENDS.test(word) && SENT_TO.test(rest));
}

/** Roles of what is mostly read: texts, and links, whose names are those of what they lead to. */
const READ = /^(link|heading|listitem|text|cell|gridcell|row|image|article)$/;
/** Signs of a title that has two parts: "Book your stay: ten tips", "Order a pizza - Wikipedia". */
const HEADLINE = /: \S| [-–—|·•] \S|\?$/;
const OWN = /^(?:my|your|it|this|these|them|me|us)(?![\p{L}\p{N}])/u;
const SENDS = /^(?:post|reply|share)$/;
const SENT_TO = /^(?:to|on|with|via|all|everyone)(?![\p{L}\p{N}])/u;

/** Roles of what is made to be pressed. */
export const PRESSED = /^(button|menuitem|menuitemcheckbox|menuitemradio|switch)?$/;

/** Signs and words of politeness before the order. */
const LEAD = /^(?:[^\p{L}\p{N}]+|(?:yes|ok|okay|please)(?![\p{L}\p{N}]))*/u;
const MONEY =
  /(?:\p{Sc}|(?<!\p{L})(?:usd|eur|gbp|chf|cad|aud|jpy|inr|cny|btc|eth)) ?\d|\d[\d.,]* ?(?:\p{Sc}|(?:usd|eur|gbp|chf|cad|aud|jpy|inr|cny|btc|eth|euros?|dollars?|pounds?)(?!\p{L}))/u;
/** What stands before an object, and before no noun that the word itself could belong to. */
const POINTS_AT =
  /^(?:a|an|the|this|these|that|those|my|your|our|his|her|their|it|me|us|you|them|to|on|with|via|for|now|all|everyone|and (?:continue|proceed|close|finish|send|pay)|\d+ (?:items?|nights?|seats?|tickets?|rooms?|copies|copy))(?![\p{L}\p{N}])/u;
/** Filters and the like only change what is shown. */
const LOOKS_UP =
  /(?:^| )(?:filters?|filtering|search|sorting|sort|zoom|theme|style|formatting|for later)(?![\p{L}])/u;
/** Those of the words that are no nouns. */
const VERB = /^(?:save|apply|agree|allow)$/;
/** What follows the word where it is a noun. */
const NOUN =
  /^(?:history|details?|status|summary|numbers?|no|ids?|info|information|lists?|overview|by|asc|ascending|desc|descending|dates?|time|times|types?|titles?|names?|reviews?|reviewers?|clubs?|shops?|stores?|covers?|formats?|pages?|views?|settings|options|preferences|fees?|limits?|rules?|prices?|statistics|stats|tracking|forms?|totals?|menus?|templates?|previews?|archives?|categor(?:y|ies)|tags?|authors?|contents?|offices?|codes?|rates?|students?|markets?|counts?|lines?|help|faqs?|guides?|polic(?:y|ies)|terms|of|in|is|was|not|and|or|value|values|capital|holders?|link|icon|button|depot|books?|placed|shipped|sent|received|confirm(?:ed|ation)|cancel(?:l?ed|lation)|complete|completed|pending|failed|successful|later|learning)(?![\p{L}])/u;
