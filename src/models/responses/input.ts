import type { JsonObject } from '../../base/json.ts';
import { dataUrl } from '../chat/messages.ts';
import type { Message, ModelImage, ToolSpec } from '../model.ts';

/** An item of a Responses request, as plain JSON: the SDK's types do not know all that xAI takes. */
export type InputItem = JsonObject;

/** What an assistant message keeps for the next turn in this dialect: its output items as they go back. */
export interface ResponsesOpaque {
  readonly items: readonly InputItem[];
}

/**
 * The conversation in the Responses dialect. A tool's answer is text; a picture follows in a user message. Reasoning items
 * go back as they came, encrypted, because nothing is stored at the provider.
 */
export function toResponsesInput(messages: readonly Message[], images: boolean): InputItem[] {
  return messages.flatMap((message): InputItem[] => {
    switch (message.role) {
      case 'system':
        return [{ role: 'system', content: message.text }];
      case 'user':
        return [{ role: 'user', content: userContent(message.text, images ? (message.images ?? []) : []) }];
      case 'tool':
        return [{ type: 'function_call_output', call_id: message.callId, output: message.text }];
      default:
        return assistant(message);
    }
  });
}

/** The tools in the Responses dialect. */
export function toResponsesTools(tools: readonly ToolSpec[]): InputItem[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    parameters,
  }));
}

function userContent(text: string, images: readonly ModelImage[]) {
  if (images.length === 0) return text;
  return [
    { type: 'input_text', text },
    ...images.map((image) => ({ type: 'input_image', image_url: dataUrl(image), detail: 'auto' })),
  ];
}

function assistant(message: Extract<Message, { role: 'assistant' }>): InputItem[] {
  const items = (message.opaque as Partial<ResponsesOpaque> | undefined)?.items ?? [];
  const kept = items.filter((item) => item['type'] === 'function_call').map((item) => item['call_id']);
  const ids = message.calls.map(({ id }) => id);
  // A history that was changed since is sent as it is now; only the reasoning is kept.
  if (items.length > 0 && kept.length === ids.length && kept.every((id, i) => id === ids[i]))
    return [...items];
  return [
    ...items.filter((item) => item['type'] === 'reasoning'),
    ...(message.text === '' ? [] : [{ role: 'assistant', content: message.text }]),
    ...message.calls.map(({ id, name, arguments: text }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: text,
    })),
  ];
}
