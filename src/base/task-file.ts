import { z } from 'zod';
import { McpServers } from './mcp-server.ts';

/** Limits of a run, as task files and `POST /v1/tasks` take them. */
export const LimitsSpec = z.strictObject({
  steps: z.int().min(1).max(10_000).optional().describe('Most model turns.'),
  minutes: z
    .number()
    .gt(0)
    .max(24 * 60)
    .optional()
    .describe('Longest time.'),
  usd: z.number().min(0).max(10_000).optional().describe('Most dollars.'),
});

/** Parameters of the model, in the names of Chat Completions. */
export const ModelParams = z
  .looseObject({
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().gt(0).max(1).optional(),
    seed: z.int().optional(),
    presence_penalty: z.number().optional(),
    frequency_penalty: z.number().optional(),
    reasoning_effort: z.string().optional(),
  })
  .describe('Parameters of the model; those that it refuses are left out with a warning.');

const SecretName = z.string().regex(/^[A-Za-z_]\w*$/, 'names are letters, digits and _');

/** Where a secret's value comes from; never the value itself. */
const SecretSource = z
  .string()
  .regex(
    /^(env|env:[A-Za-z_]\w*|@.+)$/,
    'is env, env:VARIABLE or @FILE; a value itself does not belong into a task file',
  )
  .describe('env: the variable of that name; env:VARIABLE: another one; @FILE: a file beside the task file.');

/** A task file: a task with all that belongs to it, in YAML. Checked whole before anything is started. */
export const TaskFile = z.strictObject({
  task: z.string().trim().min(1).max(100_000).describe('What to do, in plain words.'),
  name: z.string().min(1).max(200).optional().describe('A short name, for people.'),
  model: z.string().min(1).max(200).optional().describe('Model id, such as grok-4-1-fast.'),
  base_url: z.url().optional().describe('Where the model is served, if not by xAI itself.'),
  params: ModelParams.optional(),
  strict_model: z.boolean().optional().describe('Stop when another model answers than was asked for.'),
  start_url: z.string().min(1).max(8192).optional().describe('Page that is opened before the first step.'),
  limits: LimitsSpec.optional().describe(
    'A run that would pass one of them stops cleanly, with exit code 4.',
  ),
  output_schema: z
    .record(z.string(), z.json())
    .optional()
    .describe('JSON Schema of the answer, which is then printed as JSON that fits it.'),
  secrets: z
    .union([z.array(SecretName).max(50), z.record(SecretName, SecretSource)])
    .optional()
    .describe(
      'Names of secrets, typed as {{secret:NAME}}: a list (from variables of those names), or name and source.',
    ),
  files: z
    .array(z.string().min(1))
    .max(50)
    .optional()
    .describe('Files for it to upload, relative to this file.'),
  tools: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Actions that the model may use; left out, those that the task needs.'),
  mcp_servers: McpServers.optional().describe('MCP servers whose tools the model may use, by name.'),
  workspace: z
    .string()
    .min(1)
    .optional()
    .describe("Folder for the model's notes between runs (memory.md), relative to this file."),
  interactive: z.boolean().optional().describe("Somebody answers the model's questions while it runs."),
});

/** See {@link TaskFile}. */
export type TaskFile = z.output<typeof TaskFile>;

/** Whether a YAML document is a task file and no playbook: it has a task and no steps. */
export function isTaskFile(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'task' in value && !('steps' in value);
}

/** The JSON Schema of task files, for editors. */
export function taskFileSchema(): object {
  return {
    title: 'deskhand task file',
    ...z.toJSONSchema(TaskFile, { io: 'input' }),
  };
}
