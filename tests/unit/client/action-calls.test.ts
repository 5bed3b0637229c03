import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { ACTION_CALLS_FILE, actionCallsSource } from '../../../scripts/client-types/action-calls.ts';
import { typeText } from '../../../scripts/client-types/type-text.ts';
import { EVERY_ACTION, parameterSchema } from '../../../src/actions/table.ts';
import type { ActionCall, BatchCall, ClickCall } from '../../../src/client/action-calls.ts';
import type { DesktopClient } from '../../../src/client/client.ts';

const root = resolve(import.meta.dirname, '../../..');

test('the types of calls are those of the table of actions (`npm run schemas` writes them)', async () => {
  const source = await readFile(resolve(root, ACTION_CALLS_FILE), 'utf8');
  expect(source).toBe(await actionCallsSource(EVERY_ACTION));
  for (const { name } of EVERY_ACTION) expect(source).toContain(`readonly action: '${name}';`);
});

test('a call that no action takes does not compile', () => {
  type Call = Parameters<DesktopClient['perform']>[0];
  expectTypeOf<Call>().toEqualTypeOf<ActionCall>();
  expectTypeOf<{ action: 'click'; x: 1; y: 2; modifiers: ['ctrl'] }>().toExtend<Call>();
  expectTypeOf<{ action: 'clik' }>().not.toExtend<Call>();
  expectTypeOf<{ action: 'type' }>().not.toExtend<Call>();
  expectTypeOf<{ action: 'click'; x: '1' }>().not.toExtend<Call>();
  expectTypeOf<{ action: 'click'; button: 'top' }>().not.toExtend<Call>();
  expectTypeOf<{ action: 'batch'; actions: [{ action: 'done'; result: '' }] }>().not.toExtend<BatchCall>();
  expectTypeOf<keyof ClickCall>().toEqualTypeOf<
    'action' | 'x' | 'y' | 'ref' | 'button' | 'count' | 'modifiers'
  >();
  // @ts-expect-error: click has no such parameter
  expectTypeOf({ action: 'click', xx: 1 } satisfies Call).toBeObject();
});

test('a parameter of a kind that has no type yet stops the writing instead of being guessed', () => {
  const schema = parameterSchema(z.strictObject({ any: z.record(z.string(), z.string()) }));
  expect(() => typeText(schema)).toThrow(/no type yet/);
});
