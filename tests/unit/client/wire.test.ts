import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { ActionDescription as TableRow } from '../../../src/actions/table.ts';
import type { Handover } from '../../../src/actions/control.ts';
import type { ScreenshotOptions as Look } from '../../../src/actions/executor.ts';
import type { observationToJson } from '../../../src/actions/observation.ts';
import type { TaskSpec } from '../../../src/agent/task-spec.ts';
import type { cookieSchema } from '../../../src/browser/cookies.ts';
import type * as wire from '../../../src/client/wire.ts';
import type { Health } from '../../../src/server/deps.ts';
import type { screenshotQuery } from '../../../src/server/routes/screen.ts';

/** A type without what only TypeScript knows: whether something may be written to, and whether `undefined` is a value. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/** A type with a value for everything that may be left out. */
type Given<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** The names of all properties that may be left out. */
type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

test('an observation is typed as it is sent', () => {
  type Sent = Plain<ReturnType<typeof observationToJson>>;
  expectTypeOf<Sent>().toExtend<wire.WireObservation>();
  expectTypeOf<keyof Sent>().toEqualTypeOf<keyof wire.WireObservation>();
  type SentPage = NonNullable<Sent['page']>;
  expectTypeOf<keyof SentPage>().toEqualTypeOf<keyof wire.WirePage>();
  expectTypeOf<SentPage['scroll']>().toEqualTypeOf<wire.WirePage['scroll']>();
  expectTypeOf<Sent['elements']>().toEqualTypeOf<Plain<readonly wire.WireElement[]>>();
  expectTypeOf<Sent['windows']>().toEqualTypeOf<Plain<readonly wire.WireWindow[]>>();
  expectTypeOf<Sent['dialogs']>().toEqualTypeOf<Plain<readonly wire.WireDialog[]>>();
  expectTypeOf<Sent['downloads']>().toEqualTypeOf<Plain<readonly wire.WireDownload[]>>();
});

test('what the desktop tells about itself is typed as it is sent', () => {
  expectTypeOf<Plain<wire.Health>>().toEqualTypeOf<Plain<Health>>();
  expectTypeOf<NonNullable<wire.Control['last_handover']>>().toEqualTypeOf<Handover>();
  expectTypeOf<Plain<wire.ActionDescription>>().toEqualTypeOf<Plain<TableRow>>();
});

test('whatever a call takes can be given', () => {
  expectTypeOf<keyof wire.TaskRequest>().toEqualTypeOf<keyof TaskSpec>();
  type Request = z.input<typeof TaskSpec>;
  expectTypeOf<Optional<wire.TaskRequest>>().toEqualTypeOf<Optional<Request>>();
  type Scalar = Exclude<
    keyof Request,
    'params' | 'output_schema' | 'mcp_servers' | 'resume' | 'files' | 'limits' | 'tools' | 'sites' | 'secrets'
  >;
  expectTypeOf<Given<Plain<Pick<wire.TaskRequest, Scalar>>>>().toEqualTypeOf<
    Given<Plain<Pick<Request, Scalar>>>
  >();
  expectTypeOf<string>().toExtend<wire.TaskRequest['resume']>();
  expectTypeOf<keyof wire.ScreenshotOptions>().toEqualTypeOf<keyof z.input<typeof screenshotQuery>>();
  expectTypeOf<wire.ScreenshotOptions>().toExtend<Look>();
  expectTypeOf<wire.Cookie>().toExtend<z.input<typeof cookieSchema>>();
  expectTypeOf<keyof wire.Cookie>().toEqualTypeOf<keyof z.input<typeof cookieSchema>>();
});
