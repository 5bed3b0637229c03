import type { Operation } from './operation.ts';
import { json, record, schemaRef } from './schema-words.ts';

/** The calls about who is there: tickets, sessions, cookies, and who holds the desktop. */
export const SESSION_CALLS: Readonly<Record<string, Operation>> = {
  'POST /v1/tickets': {
    id: 'createTicket',
    tag: 'session',
    summary: 'A one-time ticket for a viewer link',
    answer: { status: 201, description: 'The ticket.', content: json(schemaRef('Ticket')) },
    access: 'token',
  },
  'POST /v1/session': {
    id: 'createSession',
    tag: 'session',
    summary: 'A session cookie for the token',
    answer: {
      status: 201,
      description: 'The cookie is set.',
      content: json(record('That it is.', { ok: { const: true } })),
    },
    access: 'token',
  },
  'GET /v1/session': {
    id: 'getSession',
    tag: 'session',
    summary: 'Who the caller is',
    answer: {
      status: 200,
      description: 'The kind.',
      content: json(record('By what the caller was let in.', { kind: { enum: ['token', 'session'] } })),
    },
  },
  'GET /v1/cookies': {
    id: 'getCookies',
    tag: 'session',
    summary:
      "The browser's cookies as Playwright's storageState; off unless the desktop was started with them",
    answer: { status: 200, description: 'The cookies.', content: json(schemaRef('StorageState')) },
    errors: ['not_ready'],
    access: 'token',
  },
  'PUT /v1/cookies': {
    id: 'addCookies',
    tag: 'session',
    summary: 'Add cookies to the browser; off unless the desktop was started with it',
    body: schemaRef('StorageState'),
    answer: { status: 200, description: 'How many were set.', content: json(schemaRef('AddedCookies')) },
    errors: ['bad_input', 'too_large', 'action_failed', 'not_ready'],
    access: 'token',
  },
  'GET /v1/control': {
    id: 'getControl',
    tag: 'session',
    summary: 'Who holds the desktop',
    answer: { status: 200, description: 'The holder.', content: json(schemaRef('Control')) },
  },
  'POST /v1/control': {
    id: 'setControl',
    tag: 'session',
    summary: 'Take the desktop over or give it back',
    body: record('Who is to hold it.', {
      holder: {
        enum: ['agent', 'human'],
        description: 'human: the caller takes it over; agent: it goes back to the agent.',
      },
    }),
    answer: { status: 200, description: 'The holder.', content: json(schemaRef('Control')) },
    errors: ['bad_input', 'too_large'],
  },
};
