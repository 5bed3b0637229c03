import { ERROR_STATUS } from '../../base/errors.ts';
import type { ErrorCode } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { integer, schemaRef } from './schema-words.ts';

/** An answer: its status, and its media types with their schemas. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly content?: Readonly<Record<string, JsonObject>>;
  readonly headers?: JsonObject;
}

/** One call of the contract, before it is written as OpenAPI. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonObject[];
  /** Schema of the JSON body. */
  readonly body?: JsonObject;
  /** The good answer. */
  readonly answer: Answer;
  /** Another answer that is no failure's. */
  readonly otherwise?: Answer;
  /** Schema of what a failure answers, where that is more than `Error`. */
  readonly failure?: JsonObject;
  /** Codes that this call may fail with, besides those of every call. */
  readonly errors?: readonly ErrorCode[];
  /** Who may call: anyone, the token or a viewer's session (default), or the token alone. */
  readonly access?: 'public' | 'any' | 'token';
}

/** What any action may fail with; what its parameters may be stands in its own schema. */
export const ACTION_ERRORS: readonly ErrorCode[] = [
  'bad_input', 'not_found', 'human_in_control', 'busy', 'stale_ref', 'too_large', 'action_failed', 'cancelled', 'not_ready', 'timeout',
]; // prettier-ignore

const EVERY_CALL: readonly ErrorCode[] = ['forbidden', 'internal'];
const GUARDED_CALL: readonly ErrorCode[] = ['unauthorized', 'rate_limited'];

/** The operation as an OpenAPI operation object. */
export function toOperationObject(operation: Operation): JsonObject {
  const { id, tag, summary, description, parameters, body, access = 'any' } = operation;
  const security = access === 'public' ? [] : [{ token: [] }, ...(access === 'any' ? [{ session: [] }] : [])];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security,
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responses(operation),
  };
}

function responses(operation: Operation): JsonObject {
  const { answer, otherwise, failure = schemaRef('Error'), errors = [], access = 'any' } = operation;
  const codes = new Set([...EVERY_CALL, ...(access === 'public' ? [] : GUARDED_CALL), ...errors]);
  return {
    [String(answer.status)]: toResponse(answer),
    ...failures([...codes], failure),
    ...(otherwise === undefined ? {} : { [String(otherwise.status)]: toResponse(otherwise) }),
  };
}

function toResponse({ description, content, headers }: Answer): JsonObject {
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(content === undefined ? {} : { content: mapValues(content, (schema) => ({ schema })) }),
  };
}

const RETRY_AFTER: JsonObject = {
  'retry-after': { description: 'When to try again.', schema: integer('Seconds.') },
};

/** One response a status, which names the codes that it may carry. */
function failures(codes: readonly ErrorCode[], schema: JsonObject): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, found]): [string, JsonObject] => [
      String(status),
      toResponse({
        status,
        description: `Error: ${found.map((code) => `\`${code}\``).join(', ')}.`,
        content: { 'application/json': schema },
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
      }),
    ]),
  );
}

function mapValues(
  of: Readonly<Record<string, JsonObject>>,
  map: (value: JsonObject) => JsonObject,
): JsonObject {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));
}
