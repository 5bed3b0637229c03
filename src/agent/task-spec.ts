import { z } from 'zod';
import { LimitsSpec, ModelParams, Sites } from '../base/task-file.ts';
import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import type { Limits } from './events.ts';
import { Resume } from './prior-run.ts';
import { McpServers } from '../base/mcp-server.ts';
import { MAX_MEMORY } from './tools/notes.ts';

/** Limits of a model's run when the task names none. */
export const DEFAULT_LIMITS: Limits = { steps: 60, minutes: 20, usd: 1 };

/** Limits of a playbook's run when the task names none: it costs nothing, and its steps are counted beforehand. */
export const PLAYBOOK_LIMITS: Limits = { steps: 1000, minutes: 30, usd: 0 };

const SecretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'names are letters, digits and _');

const FileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\\0]+$/, 'must be a plain file name')
  .refine((name) => name !== '.' && name !== '..', 'must be a plain file name');

/** The body of `POST /v1/tasks`. */
export const TaskSpec = z.strictObject({
  task: z.string().trim().min(1).max(100_000).optional().describe('What to do, in plain words.'),
  playbook: z
    .string()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('YAML text of a playbook, run without a model.'),
  model: z.string().min(1).max(200).optional().describe('Model id; default grok-4-1-fast.'),
  limits: LimitsSpec.optional(),
  start_url: z.string().min(1).max(8192).optional().describe('Opened before the first step.'),
  secrets: z
    .record(SecretName, z.string().min(1).max(10_000))
    .optional()
    .describe(
      'Typed as {{secret:NAME}}; no text that goes to the model or into a record holds a value, but a picture of a page that shows it does.',
    ),
  files: z
    .array(z.strictObject({ name: FileName, data: z.base64().describe('The bytes in base64.') }))
    .max(50)
    .optional()
    .describe('Files that the upload action may choose.'),
  api_key: z.string().min(1).max(1000).optional().describe("Key for the model's host; never recorded."),
  base_url: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe("The host's base URL; default https://api.x.ai/v1."),
  dialect: z
    .enum(['chat', 'responses'])
    .optional()
    .describe("API that the model is asked over; default the host's first one."),
  params: ModelParams.optional(),
  registry: z
    .string()
    .max(1_000_000)
    .optional()
    .describe('YAML of model entries that extend or override the shipped registry.'),
  gate: z
    .strictObject({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1).max(200) })
    .optional()
    .describe('Gate that keeps limits and budgets for several desktops; no call is made without it.'),
  strict_model: z.boolean().optional().describe('Stop when another model answers than was asked for.'),
  tools: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Names of the actions that the model may use; default: those that the task needs.'),
  interactive: z
    .boolean()
    .optional()
    .describe('Somebody answers ask_user over POST /v1/tasks/{id}/answer; else a question ends the run.'),
  confirm: z
    .enum(['never', 'risky', 'always'])
    .optional()
    .describe(
      'When a person is asked before an act, over POST /v1/tasks/{id}/confirm: before risky ones (pay, send, submit, delete, download, upload, leaving the sites), or before every one; default never.',
    ),
  confirm_seconds: z
    .number()
    .gt(0)
    .max(86_400)
    .optional()
    .describe('Seconds that a person has to allow an act before it counts as refused; default 120.'),
  sites: Sites.optional().describe(
    "The task's own sites, such as example.com with its subdomains; with confirm, leaving them is a risk.",
  ),
  memory: z
    .string()
    .max(MAX_MEMORY)
    .optional()
    .describe("Notes of earlier runs; default: those of the desktop's own workspace."),
  output_schema: z
    .record(z.string(), z.json())
    .optional()
    .describe("JSON Schema of the answer; the run's result is then JSON text that fits it."),
  mcp_servers: McpServers.optional().describe('MCP servers whose tools the model may use, by name.'),
  resume: Resume.optional().describe('The interrupted run to go on from.'),
  heal: z
    .boolean()
    .optional()
    .describe('Playbooks: the model finds targets that have moved, and the repaired playbook is recorded.'),
});

/** See {@link TaskSpec}. */
export type TaskSpec = z.output<typeof TaskSpec>;

/** Checks a task; throws `bad_input` naming the field, or saying that exactly one of task and playbook is needed. */
export function parseTaskSpec(value: unknown): TaskSpec {
  const spec = parseOrThrow(TaskSpec, value, 'task', Object.keys(TaskSpec.shape));
  const given = [spec.task, spec.playbook, spec.resume].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new DeskhandError('bad_input', 'task: give either task or playbook (or resume).', {
      hint: 'For instance {"task": "Find the opening hours of …"}.',
    });
  }
  if (spec.heal === true && spec.playbook === undefined) {
    throw new DeskhandError('bad_input', 'heal: only a playbook can be healed.');
  }
  return spec;
}

/** The spec's limits over the defaults. */
export function limitsOf(spec: TaskSpec, defaults: Partial<Limits> = {}): Limits {
  const own = spec.playbook === undefined ? DEFAULT_LIMITS : PLAYBOOK_LIMITS;
  const healing = spec.heal === true ? { usd: DEFAULT_LIMITS.usd } : {};
  const base = { ...own, ...healing, ...defined(defaults) };
  return { ...base, ...defined(spec.limits ?? {}) };
}

function defined(limits: { [K in keyof Limits]?: number | undefined }): Partial<Limits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
