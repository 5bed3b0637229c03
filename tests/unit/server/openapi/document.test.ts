import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { createTable } from '../../../../src/actions/table.ts';
import type { JsonObject, JsonValue } from '../../../../src/base/json.ts';
import { Access } from '../../../../src/server/auth/access.ts';
import { createApp } from '../../../../src/server/app.ts';
import { callSchemaName } from '../../../../src/server/openapi/document.ts';
import { screenshotQuery } from '../../../../src/server/routes/screen.ts';
import { fakeDeps } from '../support/test-server.ts';
import { calls, contract, validator, written } from './support/contract.ts';

const table = createTable();

test('the document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate({ ...structuredClone(contract) });
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test('every route that the server has is written down, and nothing else', () => {
  const options = { access: new Access('t'), allowedHosts: [], viewerDir: '.', demoDir: '.' };
  const { hono } = createApp(fakeDeps(), options);
  const served = hono.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
    .map((call) => call.replace(/\/$/, ''))
    .filter((call) => /^[A-Z]+ \/(v1|healthz|readyz|metrics|openapi|docs|mcp|cdp)/.test(call))
    // Only there to say that this server has no MCP sessions.
    .filter((call) => !/^(GET|DELETE) \/mcp$/.test(call));
  const said = calls.map(({ route }) => route);
  expect(said.toSorted()).toEqual([...new Set(served)].toSorted());
});

test.each(['/v1/actions', '/v1/dialects/{name}'])('POST %s may not find what it is told of', (path) => {
  const { responses } = written.paths[path]?.['post'] ?? {};
  expect(responses?.['404']?.description).toContain('not_found');
});

describe('actions', () => {
  test.each(table.describe().map((action) => [action.name, action] as const))(
    '%s has a schema with its own parameters, its name and when to look',
    (name, { parameters }) => {
      const schema = written.components.schemas[callSchemaName(name)];
      const own = Object.keys((parameters as { properties?: object }).properties ?? {});
      expect(Object.keys(schema?.['properties'] ?? {})).toEqual(['action', ...own, 'observe']);
    },
  );

  test.each([
    [{ action: 'click', x: 0, y: 0 }, true],
    [{ action: 'click', x: 1, y: 2, observe: 'none', count: 2 }, true],
    [{ action: 'click', count: 9 }, false],
    [{ action: 'click', x: 1, y: 2, observe: 'later' }, false],
    [{ action: 'clack' }, false],
    [{ x: 1 }, false],
  ])('the schema takes %j: %s', (body, valid) => {
    expect(validator('ActionCall')(body)).toBe(valid);
  });
});

test('no answer leaves open what is in it, unless that is not of this contract', () => {
  expect(calls.flatMap(({ route, responses }) => vague(responses as unknown as JsonObject, route))).toEqual(
    [],
  );
  expect(vague(written.components.schemas, 'components')).toEqual([]);
  expect(vague({ type: 'array', items: { type: 'object' } }, 'this')).toEqual(['this.items']);
});

/** Where a schema has an object of which it says nothing, or a list of anything. */
function vague(schema: JsonValue | undefined, at: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, additionalProperties, items } = schema as JsonObject;
  const isOpen = type === 'object' && properties === undefined && additionalProperties === undefined;
  const isAny = type === 'array' && Object.keys((items ?? {}) as JsonObject).length === 0;
  const inner = Object.entries(schema).flatMap(([key, value]) => vague(value as JsonValue, `${at}.${key}`));
  return isOpen || isAny ? [at, ...inner] : inner;
}

test('every call is under a tag that the document lists, so that no page leaves it out', () => {
  const tags = (contract['tags'] as readonly { name: string }[]).map(({ name }) => name);
  expect(calls.filter((call) => !tags.includes(call.tags[0] ?? '')).map(({ route }) => route)).toEqual([]);
});

test('the screenshot takes what the document says', () => {
  const said = written.paths['/v1/screenshot']?.['get']?.parameters?.map(({ name }) => name);
  expect(said?.toSorted()).toEqual(Object.keys(screenshotQuery.shape).toSorted());
});

test('only health and readiness are open to everyone', () => {
  const open = Object.entries(written.paths)
    .filter(([, item]) => Object.values(item).some(({ security }) => security.length === 0))
    .map(([path]) => path);
  expect(open).toEqual(['/healthz', '/readyz']);
});
