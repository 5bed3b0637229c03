import type { Operation } from './operation.ts';
import { foreign, json, list, schemaRef } from './schema-words.ts';

// Under a host name that is not allowed the status is all that is told.
const HEALTH = json({ anyOf: [schemaRef('Health'), schemaRef('HealthStatus')] });
const STATUS = json(schemaRef('HealthStatus'));

const text = (type: string) => ({ [type]: { type: 'string' } });

/** What is not under `/v1`: health, metrics, this document, MCP and CDP. */
export const OTHER_DOORS: Readonly<Record<string, Operation>> = {
  'GET /healthz': {
    id: 'health',
    tag: 'state',
    summary: 'State of every process; 503 while the desktop does not work',
    description: 'Under a host name that is not allowed the answer is `{"status"}` alone.',
    answer: { status: 200, description: 'It works.', content: HEALTH },
    otherwise: { status: 503, description: 'It does not.', content: HEALTH },
    access: 'public',
  },
  'GET /readyz': {
    id: 'ready',
    tag: 'state',
    summary: 'Whether the desktop works',
    answer: { status: 200, description: 'It does.', content: STATUS },
    otherwise: { status: 503, description: 'It does not.', content: STATUS },
    access: 'public',
  },
  'GET /metrics': {
    id: 'metrics',
    tag: 'state',
    summary: 'Prometheus metrics',
    answer: { status: 200, description: 'Text format.', content: text('text/plain') },
  },
  'GET /openapi.json': {
    id: 'contract',
    tag: 'state',
    summary: 'This document',
    answer: { status: 200, description: 'OpenAPI 3.1.', content: json(foreign('The document.')) },
  },
  'GET /docs': {
    id: 'docs',
    tag: 'state',
    summary: 'This document to read',
    answer: { status: 200, description: 'A page without scripts.', content: text('text/html') },
  },
  'POST /mcp': {
    id: 'mcp',
    tag: 'other doors',
    summary: 'Model Context Protocol, Streamable HTTP',
    body: foreign('A JSON-RPC message.'),
    answer: {
      status: 200,
      description: 'A JSON-RPC message, or a stream of them.',
      content: { ...json(foreign('A JSON-RPC message.')), ...text('text/event-stream') },
    },
    errors: ['bad_input', 'too_large'],
    access: 'token',
  },
  'GET /cdp/json/version': {
    id: 'cdpVersion',
    tag: 'other doors',
    summary: 'Where the Chrome DevTools Protocol is spoken',
    answer: { status: 200, description: 'Versions and address.', content: json(schemaRef('CdpVersion')) },
    errors: ['not_ready'],
    access: 'token',
  },
  'GET /cdp/json/list': {
    id: 'cdpTargets',
    tag: 'other doors',
    summary: 'The open pages and their addresses over CDP',
    answer: { status: 200, description: 'The pages.', content: json(list(schemaRef('CdpTarget'))) },
    errors: ['not_ready'],
    access: 'token',
  },
};
