import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { createTable } from '../../../../../src/actions/table.ts';
import type { JsonObject, JsonValue } from '../../../../../src/base/json.ts';
import { openApiDocument } from '../../../../../src/server/openapi/document.ts';

/** One call, as far as tests read it. */
export interface WrittenCall {
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: JsonObject;
  readonly security: readonly JsonObject[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { schema?: JsonObject }>> }
    >
  >;
}

/** The contract of a desktop with the default actions. */
export const contract: JsonObject = openApiDocument(createTable().describe());

/** Its parts that tests read. */
export const written = contract as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, WrittenCall>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
};

/** Every call with its method and path. */
export const calls: readonly (WrittenCall & { readonly route: string })[] = Object.entries(
  written.paths,
).flatMap(([path, item]) =>
  Object.entries(item).map(([method, call]) => ({ ...call, route: `${method.toUpperCase()} ${path}` })),
);

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: { 'date-time': (moment: string) => moment === new Date(moment).toISOString() },
});
ajv.addSchema({ $id: 'open', ...contract });
ajv.addSchema({ $id: 'closed', ...(closed(contract) as JsonObject) });

/** A validator for one of the document's schemas, as a caller may use it. */
export function validator(schema: JsonObject | string): ValidateFunction {
  return compile(schema, 'open');
}

/** A validator that lets nothing pass of which the document does not speak: every object has only the properties that it names. */
export function strictValidator(schema: JsonObject | string): ValidateFunction {
  return compile(schema, 'closed');
}

function compile(schema: JsonObject | string, id: 'open' | 'closed'): ValidateFunction {
  const whole = typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : schema;
  const text = JSON.stringify(id === 'open' ? whole : closed(whole));
  return ajv.compile(JSON.parse(text.replaceAll('"#/', `"${id}#/`)) as object);
}

/** The schema with `additionalProperties: false` wherever it leaves that open without saying so. */
function closed(schema: JsonValue | undefined): JsonValue | undefined {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((each) => closed(each as JsonValue) ?? null);
  const object = schema as JsonObject;
  const inner = Object.fromEntries(Object.entries(object).map(([key, value]) => [key, closed(value)]));
  return object['type'] === 'object' ? { additionalProperties: false, ...inner } : inner;
}
