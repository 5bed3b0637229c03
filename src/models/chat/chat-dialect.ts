import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import { wireSchema } from '../answer-schema.ts';
import { errorBody } from '../api-error.ts';
import { MAX_ANSWER_TOKENS } from '../dialect.ts';
import type { Ask, WireModel } from '../dialect.ts';
import type { AnswerFormat, ToolChoice, TurnRequest } from '../model.ts';
import { toChatMessages, toChatTools } from './messages.ts';
import { ChatAccumulator } from './stream.ts';
import type { ChatChunk } from './stream.ts';

/** Asks a Chat Completions endpoint. */
export const askChat: Ask = async (model, request, signal, alive) => {
  const started = performance.now();
  const sum = new ChatAccumulator(model.chatReasoning);
  const body = bodyOf(model, request);
  if (!model.stream) {
    const { data, response } = await model.client.chat.completions
      .create({ ...body, stream: false } as ChatCompletionCreateParamsNonStreaming, { signal })
      .withResponse();
    sum.add(errorBody(data) as ChatChunk);
    return { result: sum.result(), headers: response.headers, firstMs: undefined };
  }
  const { data: stream, response } = await model.client.chat.completions
    .create(
      {
        ...body,
        stream: true,
        stream_options: { include_usage: true },
      } as ChatCompletionCreateParamsStreaming,
      { signal },
    )
    .withResponse();
  alive();
  let firstMs: number | undefined;
  for await (const chunk of stream) {
    alive();
    if (sum.add(chunk)) firstMs ??= performance.now() - started;
  }
  return { result: sum.result(), headers: response.headers, firstMs };
};

function bodyOf(model: WireModel, request: TurnRequest) {
  const { profile } = model;
  return {
    model: model.wireId,
    messages: toChatMessages(request.messages, profile.images),
    ...(request.tools.length === 0
      ? {}
      : { tools: toChatTools(request.tools), ...choiceOf(request.toolChoice) }),
    ...(request.answer === undefined ? {} : { response_format: formatOf(request.answer) }),
    max_completion_tokens: Math.min(profile.outputCap, MAX_ANSWER_TOKENS),
    ...model.params,
  };
}

function choiceOf(choice: ToolChoice | undefined) {
  if (choice === undefined) return {};
  const named = typeof choice === 'object';
  return { tool_choice: named ? { type: 'function', function: { name: choice.name } } : choice };
}

function formatOf({ name, schema }: AnswerFormat) {
  return { type: 'json_schema', json_schema: { name, schema: wireSchema(schema), strict: true } };
}
