import type {
  ResponseCreateParamsNonStreaming,
  ResponseCreateParamsStreaming,
} from 'openai/resources/responses/responses';
import { wireSchema } from '../answer-schema.ts';
import { errorBody } from '../api-error.ts';
import { MAX_ANSWER_TOKENS } from '../dialect.ts';
import type { Ask, WireModel } from '../dialect.ts';
import type { ToolChoice, TurnRequest } from '../model.ts';
import { toResponsesInput, toResponsesTools } from './input.ts';
import { ResponsesAccumulator } from './stream.ts';
import type { ResponsesEvent } from './stream.ts';

/** Here the cap counts reasoning too, so a reasoning model gets room to think. */
const REASONING_ROOM = 16_384;

/** Asks a Responses endpoint. Nothing is stored there: reasoning comes sealed and goes back with the next turn. */
export const askResponses: Ask = async (model, request, signal, alive) => {
  const started = performance.now();
  const sum = new ResponsesAccumulator();
  const body = bodyOf(model, request);
  if (!model.stream) {
    const { data, response } = await model.client.responses
      .create({ ...body, stream: false } as unknown as ResponseCreateParamsNonStreaming, { signal })
      .withResponse();
    const whole = errorBody(data) as Omit<ResponsesEvent, 'object'>;
    sum.add({ ...whole, object: 'response' });
    return { result: sum.result(), headers: response.headers, firstMs: undefined };
  }
  const { data: stream, response } = await model.client.responses
    .create({ ...body, stream: true } as unknown as ResponseCreateParamsStreaming, { signal })
    .withResponse();
  alive();
  let firstMs: number | undefined;
  for await (const event of stream) {
    alive();
    if (sum.add(event)) firstMs ??= performance.now() - started;
  }
  return { result: sum.result(), headers: response.headers, firstMs };
};

function bodyOf(model: WireModel, request: TurnRequest) {
  const { profile, params } = model;
  const room = profile.reasoning ? REASONING_ROOM : 0;
  const { reasoning_effort: effort, ...sampling } = params;
  return {
    model: model.wireId,
    input: toResponsesInput(request.messages, profile.images),
    ...(request.tools.length === 0
      ? {}
      : { tools: toResponsesTools(request.tools), ...choiceOf(request.toolChoice) }),
    ...(request.answer === undefined ? {} : { text: { format: formatOf(request.answer) } }),
    max_output_tokens: Math.min(profile.outputCap, MAX_ANSWER_TOKENS + room),
    store: false,
    ...(profile.reasoning ? { include: ['reasoning.encrypted_content'] } : {}),
    prompt_cache_key: model.conversation,
    ...sampling,
    ...(effort === undefined ? {} : { reasoning: { effort } }),
  };
}

function choiceOf(choice: ToolChoice | undefined) {
  if (choice === undefined) return {};
  return { tool_choice: typeof choice === 'object' ? { type: 'function', name: choice.name } : choice };
}

function formatOf({
  name,
  schema,
}: {
  readonly name: string;
  readonly schema: Parameters<typeof wireSchema>[0];
}) {
  return { type: 'json_schema', name, schema: wireSchema(schema), strict: true };
}
