import { DeskhandError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { compileAnswerSchema } from './answer-schema.ts';
import type { AnswerFormat, Message, Model, ModelReply, TurnRequest } from './model.ts';

/** A final answer that fits its form, and every reply that was paid for on the way to it. */
export interface FormedAnswer {
  readonly value: JsonValue;
  readonly replies: readonly ModelReply[];
}

/**
 * Asks for a final answer of a given form and checks it, whatever the server promised. A misfit is told to the model once;
 * the second one throws `model_failed` that says what does not fit. `onReply` sees every reply, so that none is unpaid.
 */
export async function askForAnswer(
  model: Model,
  request: TurnRequest & { readonly answer: AnswerFormat },
  onReply: (reply: ModelReply) => void = () => undefined,
): Promise<FormedAnswer> {
  const check = compileAnswerSchema(request.answer.schema);
  const replies: ModelReply[] = [];
  let messages: readonly Message[] = request.messages;
  for (;;) {
    const reply = await model.reply({ ...request, messages });
    replies.push(reply);
    onReply(reply);
    const checked = check(reply.text);
    if ('value' in checked) return { value: checked.value, replies };
    if (replies.length > 1) {
      throw new DeskhandError('model_failed', `${checked.problem} It was asked for twice.`, {
        hint: 'Simplify the schema, or take a stronger model.',
      });
    }
    const opaque = reply.opaque === undefined ? {} : { opaque: reply.opaque };
    messages = [
      ...messages,
      { role: 'assistant', text: reply.text, calls: [], ...opaque },
      { role: 'user', text: `${checked.problem} Answer again with nothing but JSON that fits the schema.` },
    ];
  }
}
