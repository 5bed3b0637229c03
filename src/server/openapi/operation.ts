import { ERROR_STATUS } from '../../base/errors.ts';
import type { ErrorCode } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { schemaRef } from './schemas.ts';

/** One call of the contract, before it is written as OpenAPI. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonObject[];
  /** Schema of the JSON body. */
  readonly body?: JsonObject;
  /** The good answer: its status, and its media type with its schema. */
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly content?: Readonly<Record<string, JsonObject>>;
    readonly headers?: JsonObject;
  };
  /** Codes that this call may fail with, besides those of every call. */
  readonly errors?: readonly ErrorCode[];
  /** Who may call: anyone, the token or a viewer's session (default), or the token alone. */
  readonly access?: 'public' | 'any' | 'token';
}

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

function responses({ answer, errors = [], access = 'any' }: Operation): JsonObject {
  const { status, description, content, headers } = answer;
  const good = {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(content === undefined ? {} : { content: mapValues(content, (schema) => ({ schema })) }),
  };
  const codes = new Set([...EVERY_CALL, ...(access === 'public' ? [] : GUARDED_CALL), ...errors]);
  return { [String(status)]: good, ...failures([...codes]) };
}

/** One response a status, which names the codes that it may carry. */
function failures(codes: readonly ErrorCode[]): JsonObject {
  const byStatus = Map.groupBy(codes, (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, found]): [string, JsonObject] => [
      String(status),
      {
        description: `Error: ${found.map((code) => `\`${code}\``).join(', ')}.`,
        content: { 'application/json': { schema: schemaRef('Error') } },
      },
    ]),
  );
}

function mapValues(
  of: Readonly<Record<string, JsonObject>>,
  map: (value: JsonObject) => JsonObject,
): JsonObject {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));
}
