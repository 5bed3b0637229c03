import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { observationToJson } from '../../../../src/actions/observation.ts';
import { createTable } from '../../../../src/actions/table.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import { Access } from '../../../../src/server/auth/access.ts';
import { createApp } from '../../../../src/server/app.ts';
import { callSchemaName, openApiDocument } from '../../../../src/server/openapi/document.ts';
import { screenshotQuery } from '../../../../src/server/routes/screen.ts';
import { fakeDeps } from '../support/test-server.ts';

const table = createTable();
const document = openApiDocument(table.describe());

interface CallWritten {
  readonly parameters?: { name: string }[];
  readonly security: JsonObject[];
  readonly responses: Record<string, { description: string }>;
}
interface Written {
  readonly paths: Record<string, Record<string, CallWritten>>;
  readonly components: { readonly schemas: Record<string, JsonObject> };
}
const written = document as unknown as Written;

/** A validator for one of the document's schemas. */
function validator(name: string) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'doc', ...document });
  return ajv.compile({ $ref: `doc#/components/schemas/${name}` });
}

test('the document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate({ ...structuredClone(document) });
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
  const said = Object.entries(written.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
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

test('a real observation fits its schema', () => {
  const fits = validator('Observation');
  const region = { x: 0, y: 0, width: 4, height: 4 };
  const seen = observationToJson({
    frame: { mediaType: 'image/jpeg', data: Buffer.from('x'), width: 4, height: 4, region },
    width: 4,
    height: 4,
    cursor: { x: 0, y: 0 },
    settled: true,
    settleMs: 1.5,
    changed: [region],
    page: { url: 'about:blank', title: '', loading: false, scroll: { x: 0, y: 0, maxX: 0, maxY: 0 } },
    elements: [{ ref: 'e1', role: 'button', name: 'Save', states: [], box: region }],
    elementsOmitted: 0,
    windows: [],
    dialogs: [],
    downloads: [],
  });
  expect(fits(JSON.parse(JSON.stringify(seen)))).toBe(true);
  expect(fits({ ...seen, cursor: undefined })).toBe(false);
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
