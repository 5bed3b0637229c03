import { z } from 'zod';
import type { ToolCall } from '../model.ts';
import type { InputItem } from './input.ts';

const Reasoning = z.looseObject({
  type: z.literal('reasoning'),
  summary: z.array(z.looseObject({ text: z.string().default('') })).default([]),
  content: z.array(z.looseObject({ text: z.string().default('') })).nullish(),
  encrypted_content: z.string().nullish(),
});

const Message = z.looseObject({
  type: z.literal('message'),
  content: z.array(
    z.looseObject({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() }),
  ),
});

const Call = z.looseObject({
  type: z.literal('function_call'),
  call_id: z.string().min(1),
  name: z.string(),
  arguments: z.string(),
});

/** Output items of a response as what they say. Items of other types, such as calls of the provider's own tools, are passed over. */
export interface ReadOutput {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly calls: readonly ToolCall[];
  /** The items as they go back in the next request, in their order. */
  readonly items: readonly InputItem[];
}

/** Reads a response's output items. */
export function readOutput(output: readonly unknown[]): ReadOutput {
  const parts = output.map(readItem);
  const join = (key: 'text' | 'refusal'): string => parts.map((part) => part[key] ?? '').join('');
  return {
    text: join('text'),
    refusal: join('refusal'),
    reasoning: parts
      .map((part) => part.reasoning ?? '')
      .filter((text) => text !== '')
      .join('\n'),
    calls: parts.flatMap((part) => part.call ?? []),
    items: parts.flatMap((part) => (part.item === undefined ? [] : [part.item])),
  };
}

interface Part {
  readonly text?: string;
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly call?: ToolCall;
  readonly item?: InputItem;
}

function readItem(value: unknown): Part {
  const reasoning = Reasoning.safeParse(value);
  if (reasoning.success) return readReasoning(reasoning.data);
  const message = Message.safeParse(value);
  if (message.success) {
    const { content } = message.data;
    const text = content.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join('');
    const refusal = content.map((part) => part.refusal ?? '').join('');
    return { text, refusal, ...(text === '' ? {} : { item: { role: 'assistant', content: text } }) };
  }
  const call = Call.safeParse(value);
  if (!call.success) return {};
  const { call_id, name, arguments: text } = call.data;
  return {
    call: { id: call_id, name, arguments: text },
    item: { type: 'function_call', call_id, name, arguments: text },
  };
}

function readReasoning({ summary, content, encrypted_content: sealed }: z.output<typeof Reasoning>): Part {
  const shown = [...summary, ...(content ?? [])].map(({ text }) => text).join('\n');
  const texts = summary.map(({ text }) => ({ type: 'summary_text', text }));
  const sent = typeof sealed === 'string' && sealed !== '';
  // Without the sealed part a provider that stored nothing cannot take the item back.
  return {
    reasoning: shown.trim(),
    ...(sent ? { item: { type: 'reasoning', summary: texts, encrypted_content: sealed } } : {}),
  };
}
