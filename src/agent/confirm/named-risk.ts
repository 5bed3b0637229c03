import { isImperative, PRESSED } from './imperative.ts';
import { FILE_NAME, RISK_WORDS, SEARCH_WORDS } from './words.ts';
import type { NamedRisk } from './words.ts';

/** The risk that a control's name tells, in whichever language; undefined for names that tell none. */
export function riskOfName(name: string, role = 'button'): NamedRisk | undefined {
  // A space without width may part words or break one.
  const texts = [plain(name), ...(name.includes(NO_WIDTH) ? [plain(name.replaceAll(NO_WIDTH, ' '))] : [])]
    .map((text) => labelOf(text, role))
    .filter((text) => text !== '');
  const order: readonly NamedRisk[] = ['pay', 'delete', 'send', 'submit', 'download'];
  const named = order.find((risk) => texts.some((text) => MATCHERS[risk](text, role)));
  if (named !== undefined) return named;
  return role === 'link' && texts.some((text) => FILE_NAME.test(text)) ? 'download' : undefined;
}

/** Whether a name is that of a search or filter: what is typed there is looked up, not sent to anybody. */
export function isSearch(name: string): boolean {
  return SEARCH(plain(name), 'textbox');
}

/** A name as it reads: in one spelling, without what does not show, such as soft hyphens. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * As much of a name as is a label. What is made to be pressed is called what it does, however long that is; other long texts are
 * content, of which at most the first words may be a label.
 */
function labelOf(text: string, role: string): string {
  if (text.length <= MAX_LABEL || PRESSED.test(role) || FIELD.test(role)) return text;
  return CONTENT.test(role) ? '' : text.slice(0, 30).replace(/ [^ ]*$/, '');
}

const NO_WIDTH = '\u200B';
const MAX_LABEL = 120;
const FIELD = /^(textbox|searchbox|combobox|textarea|spinbutton|password)$/;
/** Roles of what is read. */
const CONTENT = /^(text|image|heading|generic|cell|gridcell|listitem|row|article|region|group)$/;

/** Letters of scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

type Matcher = (text: string, role: string) => boolean;

function matcher(phrases: readonly string[], takesMoney = false): Matcher {
  const imperatives = phrases
    .filter((each) => each.startsWith('='))
    .map((each) => ({ word: each.slice(1), takesMoney }));
  const rest = phrases.filter((each) => !each.startsWith('='));
  const unspaced = rest.filter((each) => UNSPACED.test(each));
  const words = rest.filter((each) => !UNSPACED.test(each)).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{M}\\p{N}])`, 'u');
  return (text, role) =>
    isImperative(imperatives, text, role) ||
    pattern.test(text) ||
    unspaced.some((each) => text.includes(each));
}

const MATCHERS: Readonly<Record<NamedRisk, Matcher>> = {
  pay: matcher(RISK_WORDS.pay, true),
  delete: matcher(RISK_WORDS.delete),
  send: matcher(RISK_WORDS.send),
  submit: matcher(RISK_WORDS.submit),
  download: matcher(RISK_WORDS.download),
};
const SEARCH = matcher(SEARCH_WORDS);
