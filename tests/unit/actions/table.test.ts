import { describe, expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';

const table = createTable();

describe('every action', () => {
  test.each(table.describe().map((action) => [action.name, action] as const))(
    '%s describes each of its parameters',
    (_, action) => {
      expect(action.description.length).toBeGreaterThan(10);
      const { properties, additionalProperties } = action.parameters as {
        properties: Record<string, { description?: string }>;
        additionalProperties: boolean;
      };
      expect(additionalProperties).toBe(false);
      for (const [name, property] of Object.entries(properties)) {
        expect(property.description, `${action.name}.${name}`).toBeTruthy();
      }
    },
  );
});

test('the tools for a model can be a subset, and a misspelt name is refused rather than ignored', () => {
  expect(table.toolSpecs(['click', 'done']).map(({ name }) => name)).toEqual(['click', 'done']);
  expect(() => table.toolSpecs(['clicks'])).toThrow('no action "clicks"');
});

test('names are unique and in the form that every provider accepts', () => {
  const names = table.list().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z_]{2,32}$/);
});

test('every schema stays inside what xAI accepts for tools', () => {
  // docs.x.ai, structured outputs: minItems and maxItems up to 256, minLength up to 2048, no look-around in patterns.
  for (const { name, parameters } of table.describe()) {
    const text = JSON.stringify(parameters);
    for (const [, value] of text.matchAll(/"(?:min|max)Items":(\d+)/g))
      expect(Number(value), name).toBeLessThanOrEqual(256);
    for (const [, value] of text.matchAll(/"minLength":(\d+)/g))
      expect(Number(value), name).toBeLessThanOrEqual(2048);
    expect(text, name).not.toMatch(/\(\?[=!<]/);
  }
});
