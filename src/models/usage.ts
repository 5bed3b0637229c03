import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import type { Usage } from './model.ts';

const count = z
  .number()
  .min(0)
  .nullish()
  .transform((value) => Math.round(value ?? 0));

const extras = {
  total_tokens: z.number().nullish(),
  cost_in_usd_ticks: z.number().nullish(),
  num_server_side_tools_used: count,
  server_side_tool_usage_details: z.record(z.string(), z.unknown()).nullish(),
};

const ChatUsage = z.object({
  prompt_tokens: z.number().min(0),
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count, image_tokens: count }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
  ...extras,
});

const ResponsesUsage = z.object({
  input_tokens: z.number().min(0),
  output_tokens: count,
  input_tokens_details: z.object({ cached_tokens: count, image_tokens: count }).nullish(),
  output_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
  ...extras,
});

/** How a host tells reasoning tokens in Chat Completions: on top of the completion tokens, or inside them. */
export type ChatReasoning = 'additive' | 'inside';

/**
 * Usage from a Chat Completions response. On api.x.ai reasoning comes on top of `completion_tokens` (total = prompt +
 * completion + reasoning); elsewhere it is inside. `total - prompt` is what is billed in both; without a total
 * `reasoning` decides, and more reasoning than completion tokens can only be on top. Undefined when the object is not a usage.
 */
export function readChatUsage(value: unknown, reasoning: ChatReasoning = 'inside'): Usage | undefined {
  const parsed = ChatUsage.safeParse(value);
  if (!parsed.success) return undefined;
  const usage = parsed.data;
  return normalise(
    {
      input: usage.prompt_tokens,
      cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
      images: usage.prompt_tokens_details?.image_tokens ?? 0,
      output: usage.completion_tokens,
      reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
    },
    usage,
    reasoning,
  );
}

/** Usage from a Responses API response: reasoning is inside `output_tokens`. Undefined when the object is not a usage. */
export function readResponsesUsage(value: unknown): Usage | undefined {
  const parsed = ResponsesUsage.safeParse(value);
  if (!parsed.success) return undefined;
  const usage = parsed.data;
  return normalise(
    {
      input: usage.input_tokens,
      cached: usage.input_tokens_details?.cached_tokens ?? 0,
      images: usage.input_tokens_details?.image_tokens ?? 0,
      output: usage.output_tokens,
      reasoning: usage.output_tokens_details?.reasoning_tokens ?? 0,
    },
    usage,
    'inside',
  );
}

interface Counts {
  readonly input: number;
  readonly cached: number;
  readonly images: number;
  readonly output: number;
  readonly reasoning: number;
}

type Extras = Pick<z.output<typeof ResponsesUsage>, keyof typeof extras>;

function normalise(counts: Counts, extra: Extras, where: ChatReasoning): Usage {
  const { images, ...rest } = counts;
  const ticks = extra.cost_in_usd_ticks ?? 0;
  const tools = serverTools(extra);
  return {
    ...rest,
    output: billedOutput(counts, extra.total_tokens ?? 0, where),
    ...(images === 0 ? {} : { images }),
    ...(Object.keys(tools).length === 0 ? {} : { serverTools: tools }),
    ...(ticks > 0 ? { ticks: Math.round(ticks) } : {}),
  };
}

function billedOutput({ input, output, reasoning }: Counts, total: number, where: ChatReasoning): number {
  // A total below its parts is no total; some hosts send 0.
  if (total - input >= output && total > 0) return total - input;
  return where === 'additive' || reasoning > output ? output + reasoning : output;
}

/** Calls by tool: `web_search_calls: 2` is two of `web_search`. Where only a number is told the tool is `unnamed`. */
function serverTools(extra: Extras): Readonly<Record<string, number>> {
  const told = Object.entries(extra.server_side_tool_usage_details ?? {}).flatMap(([name, calls]) =>
    typeof calls === 'number' && calls > 0 ? [[toolName(name), Math.round(calls)] as const] : [],
  );
  if (told.length > 0) return Object.fromEntries(told);
  const calls = extra.num_server_side_tools_used;
  return calls > 0 ? { unnamed: calls } : {};
}

function toolName(field: string): string {
  const name = field
    .toLowerCase()
    .replace(/^server_side_tool_/, '')
    .replace(/_calls?$/, '');
  return TOOL_NAMES[name] ?? name;
}

/** Names that differ between the usage and the price list. */
const TOOL_NAMES: Readonly<Record<string, string>> = {
  code_interpreter: 'code_execution',
  file_search: 'collections_search',
  document_search: 'attachment_search',
};

/** Usage of either dialect for people who typed or saved it: throws `bad_input` that names the field which does not fit. */
export function requireUsage(
  value: unknown,
  dialect: 'chat' | 'responses',
  reasoning: ChatReasoning = 'inside',
): Usage {
  const schema = dialect === 'chat' ? ChatUsage : ResponsesUsage;
  parseOrThrow(schema, value, `usage (${dialect})`);
  const usage = dialect === 'chat' ? readChatUsage(value, reasoning) : readResponsesUsage(value);
  if (usage === undefined) throw new DeskhandError('bad_input', `usage (${dialect}): not a usage.`);
  return usage;
}
