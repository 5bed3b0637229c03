import { textTokens } from '../base/text-tokens.ts';
import type { Message, ModelImage, ToolSpec } from './model.ts';
import type { ModelProfile } from './registry-schema.ts';

/** Prompt tokens of a picture by the model's rule. */
export function imageTokens(profile: ModelProfile, image: Pick<ModelImage, 'width' | 'height'>): number {
  const rule = profile.imageTokens;
  if (!profile.images) return 0;
  if (rule.kind === 'flat') return rule.tokens;
  const tiles = Math.ceil(image.width / rule.edge) * Math.ceil(image.height / rule.edge);
  return Math.min(rule.max ?? Infinity, tiles * rule.perTile + rule.plus);
}

/** Estimated prompt tokens of one message. */
export function messageTokens(profile: ModelProfile, message: Message): number {
  const frame = 4;
  switch (message.role) {
    case 'user':
      return (
        frame +
        textTokens(message.text) +
        (message.images ?? []).reduce((sum, image) => sum + imageTokens(profile, image), 0)
      );
    case 'system':
    case 'tool':
      return frame + textTokens(message.text);
    default:
      return (
        frame +
        textTokens(message.text) +
        message.calls.reduce((sum, call) => sum + 8 + textTokens(call.name + call.arguments), 0)
      );
  }
}

/** Estimated prompt tokens of the tool definitions. */
export function toolTokens(tools: readonly ToolSpec[]): number {
  return tools.reduce((sum, tool) => sum + 12 + textTokens(JSON.stringify(tool)), 0);
}
