import { expect, test } from 'vitest';
import type { CdpSession } from '../../../src/browser/cdp/session.ts';
import { DocumentMethods } from '../../../src/browser/document-methods.ts';

/** A session whose history ends with an entry of this kind, or that does not answer. */
function historyOf(transitionType: string | undefined): CdpSession {
  const send = async () => {
    if (transitionType === undefined) throw new Error('no answer');
    const entry = { id: 1, url: 'https://a.test/', transitionType: 'typed' };
    return { currentIndex: 1, entries: [entry, { ...entry, transitionType }, entry] };
  };
  return { send } as unknown as CdpSession;
}

/** Whether a document counts as posted for which these requests were made. */
async function posted(methods: readonly string[], transitionType?: string): Promise<boolean> {
  const documents = new DocumentMethods();
  documents.asked('other', 'POST');
  for (const method of methods) documents.asked('shown', method);
  documents.committed('shown');
  return documents.learn(historyOf(transitionType));
}

test.each([
  [['POST'], 'typed', true],
  [['GET'], 'form_submit', false],
  // Redirected by 303, and by 307.
  [['POST', 'GET'], 'form_submit', false],
  [['POST', 'POST'], 'form_submit', true],
])('a document that came by %j with %s in the history: %s', async (methods, transitionType, expected) => {
  expect(await posted(methods, transitionType)).toBe(expected);
});

test.each([
  ['form_submit', true],
  ['link', false],
  ['reload', true],
  [undefined, true],
])('where no request was seen the history tells: %s: %s', async (transitionType, expected) => {
  expect(await posted([], transitionType)).toBe(expected);
});

test('what the history told of one document is not said of the next', async () => {
  const documents = new DocumentMethods();
  documents.committed('first');
  expect(await documents.learn(historyOf('form_submit'))).toBe(true);
  documents.committed('second');
  expect(documents.posted).toBeUndefined();
  expect(await documents.learn(historyOf('link'))).toBe(false);
});

test('a document that comes back out of the history is known again', async () => {
  const documents = new DocumentMethods();
  documents.asked('sent', 'POST');
  documents.committed('sent');
  documents.asked('next', 'GET');
  documents.committed('next');
  expect(documents.posted).toBe(false);
  documents.committed('sent');
  expect(documents.posted).toBe(true);
});
