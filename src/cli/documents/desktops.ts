import { z } from 'zod';
import { errorDetail } from './program.ts';

const id = z
  .string()
  .regex(/^[0-9a-f]{12,64}$/)
  .describe('Container id.');
const link = z.url().describe('Opens the live view; works once.');
const mediaType = z.enum(['image/png', 'image/jpeg']);
const settled = z.boolean().describe('False when the screen was still changing.');

/** `up`: the desktop, once it is ready. */
export const upDocument = z.strictObject({
  name: z.string(),
  id,
  url: z.url().describe('Origin of its API.'),
  token: z.string().describe('Opens its API: a bearer token.'),
  link,
  sandbox: z.enum(['on', 'off']).describe("Chromium's own sandbox."),
});

/** `ps`: every desktop, without its token. */
export const psDocument = z.array(
  z.strictObject({
    name: z.string(),
    id,
    state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    health: z.string().nullable().describe("Docker's health check; null where the image has none."),
    url: z.url().nullable().describe('Null unless it runs.'),
    image: z.string(),
    created: z.string().describe('ISO 8601.'),
    ephemeral: z.boolean().describe('Belongs to one run and goes with it.'),
  }),
);

/** `down`: the names of what is gone; `errors` tells of the names that were none. */
export const downDocument = z.strictObject({
  removed: z.array(z.string()),
  errors: z.array(errorDetail).optional(),
});

/** `profiles`: the browser profiles that are kept. */
export const profilesDocument = z.array(
  z.strictObject({
    name: z.string(),
    volume: z.string().describe('The volume that holds it.'),
    created: z.string().nullable().describe('ISO 8601; null where the engine does not tell.'),
    desktops: z.array(z.string()).describe('Names of the desktops that have it.'),
  }),
);

/** `profiles remove`: the names of what is gone. */
export const profilesRemoveDocument = z.strictObject({ removed: z.array(z.string()) });

/** `view`: a link to watch it. */
export const viewDocument = z.strictObject({ name: z.string(), link });

/** `logs`: one line, a document each. */
export const logLine = z.strictObject({ stream: z.enum(['stdout', 'stderr']), line: z.string() });

/** `screenshot`: the picture in base64, or with `-o` where it was written. */
export const screenshotDocument = z.union([
  z.strictObject({ media_type: mediaType, data: z.string().describe('Base64.'), settled }),
  z.strictObject({ file: z.string(), media_type: mediaType, bytes: z.int().min(0), settled }),
]);

/** `do`: the reply of `POST /v1/actions`; `/openapi.json` of a desktop describes the observation in full. */
export const doDocument = z.looseObject({
  ok: z.literal(true),
  result: z.json().describe('What the action gives; null for most.'),
  observation: z
    .looseObject({
      frame: z.looseObject({ media_type: z.string(), data: z.string().describe('Base64.') }).nullable(),
      width: z.int(),
      height: z.int(),
      settled,
      elements: z.array(
        z.looseObject({ ref: z.string(), role: z.string(), name: z.string(), states: z.array(z.string()) }),
      ),
    })
    .nullable()
    .describe('Null with --observe none.'),
  timings: z.looseObject({ act_ms: z.number(), settle_ms: z.number(), frame_ms: z.number() }),
});

/** `do --list`: the rows of `GET /v1/actions`. */
export const doListDocument = z.array(
  z.looseObject({
    name: z.string(),
    description: z.string(),
    kind: z.string(),
    parameters: z.record(z.string(), z.json()).optional().describe('JSON Schema.'),
  }),
);
