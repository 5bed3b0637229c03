import type { Observation } from '../../actions/observation.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { Eyes } from './eyes.ts';
import { describeElement, describeTarget, matchTarget } from './match.ts';
import type { PlaybookStep, Target } from '../../playbook/schema.ts';

type Expectation = Extract<PlaybookStep, { kind: 'expect' }>['value'];

/** Waits until an expectation holds and says so; throws `action_failed` with what was there instead when it does not in time. */
export async function expectation(value: Expectation, eyes: Eyes): Promise<string> {
  const { what, test } = read(value, eyes);
  if (await eyes.until(value.within, test)) return `Seen: ${what}`;
  throw new DeskhandError(
    'action_failed',
    `expected ${what} within ${value.within} ms. ${there(await eyes.now())}`,
  );
}

interface Condition {
  readonly what: string;
  readonly test: (o: Observation) => boolean | Promise<boolean>;
}

function read(value: Expectation, eyes: Eyes): Condition {
  const { url, title, gone, within: _, ...target } = value;
  if (url !== undefined) {
    return { what: `the address to hold "${url}"`, test: (o) => o.page?.url.includes(url) ?? false };
  }
  if (title !== undefined) {
    return { what: `the title to hold "${title}"`, test: (o) => o.page?.title.includes(title) ?? false };
  }
  if (gone !== undefined) {
    return { what: `${describeTarget(gone)} to be gone`, test: async (o) => !(await isThere(gone, o, eyes)) };
  }
  return { what: describeTarget(target), test: (o) => isThere(target, o, eyes) };
}

async function isThere(target: Target, o: Observation, eyes: Eyes): Promise<boolean> {
  if (target.text !== undefined) return eyes.hasText(target.text, o);
  const match = matchTarget(target, o.elements, 'read');
  return match.found !== undefined || match.problem === 'several';
}

function there(o: Observation): string {
  const names = o.elements.filter((element) => element.name !== '').slice(0, 8);
  const page = o.page === undefined ? 'There is no page' : `The page is "${o.page.title}" at ${o.page.url}`;
  return `${page}; in view: ${names.map(describeElement).join(', ')}.`;
}
