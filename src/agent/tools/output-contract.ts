import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { describeIssues } from '../../base/zod-issues.ts';
import type { ToolSpec } from '../../models/model.ts';

/** The shape that a task wants its answer in. */
export interface OutputContract {
  /** The `done` tool with the answer's schema in place of a text. */
  readonly done: ToolSpec;
  /** Params of `done` as the action takes them, the answer checked and turned into JSON text. Throws `bad_input` for the model. */
  toAction(params: JsonObject): JsonObject;
}

/** Reads a user's JSON Schema; throws `bad_input` when it is none that can be checked. */
export function outputContract(schema: JsonObject): OutputContract {
  const checker = compile(schema);
  return {
    done: {
      name: 'done',
      description:
        'Ends the task. Call it once the task is done and you have checked so, with the answer in result exactly as its schema wants it; or with success false and the reason.',
      parameters: {
        type: 'object',
        properties: {
          result: schema,
          success: { type: 'boolean', description: 'Whether the task was done.' },
          reason: { type: 'string', description: 'With success false: why it could not be done.' },
        },
        additionalProperties: false,
      },
    },
    toAction: (params) => toAction(params, checker),
  };
}

function compile(schema: JsonObject): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DeskhandError('bad_input', `output_schema: it cannot be used as a JSON Schema: ${why}`, {
      cause: error,
    });
  }
}

function toAction(params: JsonObject, checker: z.ZodType): JsonObject {
  const { result, success, reason } = params;
  if (success === false) {
    const why = typeof reason === 'string' && reason !== '' ? reason : result;
    return { result: typeof why === 'string' ? why : JSON.stringify(why ?? 'no reason given'), success };
  }
  const value = unpacked(result);
  const parsed = checker.safeParse(value);
  if (parsed.success) return { result: JSON.stringify(value), success: true };
  throw new DeskhandError('bad_input', `done: result does not fit: ${describeIssues(parsed.error)}.`, {
    hint: 'Call done again with a result that fits the schema.',
  });
}

/** Some models send an object as JSON text. */
function unpacked(result: JsonValue | undefined): JsonValue {
  if (typeof result !== 'string' || !/^\s*[[{]/.test(result)) return result ?? null;
  try {
    return JSON.parse(result) as JsonValue;
  } catch {
    return result;
  }
}
