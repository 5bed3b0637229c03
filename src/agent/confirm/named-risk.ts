import { FILE_NAME, RISK_WORDS, SEARCH_WORDS } from './words.ts';
import type { NamedRisk } from './words.ts';

/** The risk that a control's name tells, in whichever language; undefined for names that tell none. */
export function riskOfName(name: string, role = 'button'): NamedRisk | undefined {
  const text = name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  // Long texts are content, not labels.
  if (text === '' || text.length > 120) return undefined;
  const order: readonly NamedRisk[] = ['pay', 'delete', 'send', 'submit', 'download'];
  const named = order.find((risk) => MATCHERS[risk](text));
  if (named !== undefined) return named;
  return role === 'link' && FILE_NAME.test(text) ? 'download' : undefined;
}

/** Whether a name is that of a search or filter: what is typed there is looked up, not sent to anybody. */
export function isSearch(name: string): boolean {
  return SEARCH(name.toLowerCase());
}

/** Letters of scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function matcher(phrases: readonly string[]): (text: string) => boolean {
  const whole = new Set(phrases.filter((each) => each.startsWith('=')).map((each) => each.slice(1)));
  const rest = phrases.filter((each) => !each.startsWith('='));
  const unspaced = rest.filter((each) => UNSPACED.test(each));
  const words = rest.filter((each) => !UNSPACED.test(each)).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{M}\\p{N}])`, 'u');
  return (text) => whole.has(text) || pattern.test(text) || unspaced.some((each) => text.includes(each));
}

const MATCHERS: Readonly<Record<NamedRisk, (text: string) => boolean>> = {
  pay: matcher(RISK_WORDS.pay),
  delete: matcher(RISK_WORDS.delete),
  send: matcher(RISK_WORDS.send),
  submit: matcher(RISK_WORDS.submit),
  download: matcher(RISK_WORDS.download),
};
const SEARCH = matcher(SEARCH_WORDS);
