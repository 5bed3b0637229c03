import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions';
import type { Message, ModelImage, ToolSpec } from '../model.ts';

/** What an assistant message keeps for the next turn in this dialect. */
interface ChatOpaque {
  readonly reasoningContent?: string;
}

/** An assistant message with xAI's extra field, which is sent back as it came. */
type AssistantParam = ChatCompletionAssistantMessageParam & { reasoning_content?: string };

/**
 * The conversation in the Chat Completions dialect. Tool answers are text; a picture follows them in a user message,
 * which is the one route that every host of Grok takes. Without `images` (a text-only model) pictures are left out.
 */
export function toChatMessages(messages: readonly Message[], images: boolean): ChatCompletionMessageParam[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
        return { role: 'system', content: message.text };
      case 'user':
        return { role: 'user', content: userContent(message.text, images ? (message.images ?? []) : []) };
      case 'tool':
        return { role: 'tool', tool_call_id: message.callId, content: message.text };
      default:
        return assistant(message);
    }
  });
}

/** The tools in the Chat Completions dialect. */
export function toChatTools(tools: readonly ToolSpec[]): ChatCompletionTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: { ...parameters } },
  }));
}

/** A picture as a data URL. */
export function dataUrl(image: ModelImage): string {
  return `data:${image.mediaType};base64,${image.data.toString('base64')}`;
}

function userContent(text: string, images: readonly ModelImage[]): string | ChatCompletionContentPart[] {
  if (images.length === 0) return text;
  return [
    { type: 'text', text },
    ...images.map((image): ChatCompletionContentPart => ({
      type: 'image_url',
      image_url: { url: dataUrl(image) },
    })),
  ];
}

function assistant(message: Extract<Message, { role: 'assistant' }>): AssistantParam {
  const opaque = message.opaque as ChatOpaque | undefined;
  return {
    role: 'assistant',
    content: message.text,
    ...(message.calls.length === 0
      ? {}
      : {
          tool_calls: message.calls.map(({ id, name, arguments: text }) => ({
            id,
            type: 'function' as const,
            function: { name, arguments: text },
          })),
        }),
    ...(opaque?.reasoningContent === undefined ? {} : { reasoning_content: opaque.reasoningContent }),
  };
}
