import { describe, expect, test } from 'vitest';
import { httpApiPage } from '../../../scripts/docs/http-api-page.ts';
import { actionsPage } from '../../../scripts/docs/actions-page.ts';
import { EVERY_ACTION } from '../../../src/actions/table.ts';
import { calls, contract, written } from '../server/openapi/support/contract.ts';
import { propertiesOf, refsOf } from '../server/openapi/support/schema-names.ts';

const page = httpApiPage(contract);
const sections = new Map(
  page.split(/^### /m).map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);
const actions = refsOf(written.components.schemas['ActionCall']);

describe('the page of the HTTP API tells', () => {
  const named = Object.entries(written.components.schemas).filter(([name]) => !actions.includes(name));
  test.each(named)('everything that %s has in it', (name, schema) => {
    const section = sections.get(name) ?? '';
    for (const property of propertiesOf(schema)) expect(section).toMatch(rowOf(property));
    for (const ref of name === 'ActionCall' ? [] : refsOf(schema))
      expect(section).toContain(`(#${ref.toLowerCase()})`);
  });

  test.each(calls.map((call) => [call.route, call] as const))(
    'the body and the answer of %s',
    (route, call) => {
      const section = sections.get(route) ?? '';
      const [answer] = Object.entries(call.responses).find(([status]) => status < '300') ?? [];
      const said = [call.requestBody, (call.responses as Record<string, object>)[answer ?? '']] as (
        | typeof contract
        | undefined
      )[];
      for (const schema of said) {
        for (const property of propertiesOf(schema)) expect(section).toMatch(rowOf(property));
        for (const ref of refsOf(schema)) expect(section).toContain(`(#${ref.toLowerCase()})`);
      }
      expect(section.includes('\nBody: ')).toBe(call.requestBody !== undefined);
    },
  );
});

test('the page of the actions has every parameter', () => {
  const page = actionsPage(EVERY_ACTION);
  for (const { name, schema } of EVERY_ACTION) {
    const section = page.slice(page.indexOf(`### ${name}\n`)).split(/^##/m)[1] ?? '';
    for (const parameter of Object.keys(schema.shape)) expect(section).toMatch(rowOf(parameter));
  }
});

/** A row of that name, whatever it lies in. */
function rowOf(name: string): RegExp {
  return new RegExp(`^\\| \`([^\`]*[.\\]])?${name}\``, 'm');
}
