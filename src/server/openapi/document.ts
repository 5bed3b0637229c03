import { z } from 'zod';
import manifest from '../../../package.json' with { type: 'json' };
import type { ActionDescription } from '../../actions/table.ts';
import { TaskSpec } from '../../agent/task-spec.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { CALLS, OBSERVE_PARAMETER } from './calls.ts';
import { toOperationObject } from './operation.ts';
import type { Operation } from './operation.ts';
import { OTHER_DOORS } from './other-doors.ts';
import { schemaRef } from './schema-words.ts';
import { WIRE_SCHEMAS } from './schemas.ts';

/** The OpenAPI 3.1 document of a desktop with these actions (https://spec.openapis.org/oas/v3.1.1.html). */
export function openApiDocument(actions: readonly ActionDescription[]): JsonObject {
  return {
    openapi: '3.1.1',
    info: {
      title: 'deskhand',
      version: manifest.version,
      summary: 'A desktop that an agent can see and use.',
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: ['actions', 'screen', 'tasks', 'session', 'state', 'other doors'].map((name) => ({ name })),
    paths: paths({ ...CALLS, ...OTHER_DOORS }),
    components: { securitySchemes: SECURITY, schemas: schemas(actions) },
  };
}

/** The name under which an action's call stands among the schemas: `mouse_down` is `MouseDownCall`. */
export function callSchemaName(action: string): string {
  const words = action.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Call`;
}

const SECURITY: JsonObject = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'DESKHAND_TOKEN, or the one in the first log lines.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'deskhand_session_PORT',
    description: "A viewer's session, from a one-time ticket. It looks and takes control; it does not act.",
  },
};

function paths(operations: Readonly<Record<string, Operation>>): JsonObject {
  const all: Record<string, Record<string, JsonValue>> = {};
  for (const [call, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = call.split(' ');
    (all[path] ??= {})[method.toLowerCase()] = toOperationObject(operation);
  }
  return all;
}

function schemas(actions: readonly ActionDescription[]): JsonObject {
  const names = actions.map(({ name }) => [name, callSchemaName(name)] as const);
  return {
    ...WIRE_SCHEMAS,
    ...taskSpec(),
    ActionCall: {
      oneOf: names.map(([, schema]) => schemaRef(schema)),
      discriminator: {
        propertyName: 'action',
        mapping: Object.fromEntries(names.map(([name, schema]) => [name, `#/components/schemas/${schema}`])),
      },
    },
    ...Object.fromEntries(actions.map((action) => [callSchemaName(action.name), actionCall(action)])),
  };
}

/** The schema of a task, and those of its parts that refer to themselves: OpenAPI wants them among its components. */
function taskSpec(): JsonObject {
  const { $schema: _, $defs = {}, ...schema } = z.toJSONSchema(TaskSpec, { io: 'input' });
  const name = (part: string) => `TaskSpecPart${part.replace('__schema', '')}`;
  const parts = Object.entries($defs).map(([part, definition]) => [name(part), definition] as const);
  const text = JSON.stringify({ TaskSpec: schema, ...Object.fromEntries(parts) });
  const rehomed = text.replaceAll(
    /"#\/\$defs\/(\w+)"/g,
    (_, part: string) => `"#/components/schemas/${name(part)}"`,
  );
  return JSON.parse(rehomed) as JsonObject;
}

/** An action's own parameters, and beside them its name and when to look. */
function actionCall({ name, title, description, kind, parameters }: ActionDescription): JsonObject {
  const {
    properties = {},
    required = [],
    ...rest
  } = parameters as {
    properties?: JsonObject;
    required?: readonly string[];
  };
  return {
    ...rest,
    title,
    description: `${description} (${kind})`,
    properties: { action: { const: name }, ...properties, observe: OBSERVE_PARAMETER },
    required: ['action', ...required],
  };
}
