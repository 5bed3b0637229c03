import type { ModelProfile } from './registry-schema.ts';

/** Request parameters that a user may set, in the Chat Completions names. */
export interface SamplingParams {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly seed?: number;
  readonly presence_penalty?: number;
  readonly frequency_penalty?: number;
  readonly reasoning_effort?: string;
}

/** The parameters that are passed on, by name. */
const KNOWN: readonly string[] = [
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
] satisfies (keyof SamplingParams)[];

/** What is sent, and one sentence for each parameter that was left out because the model would answer with an error. */
export interface AllowedParams {
  readonly params: SamplingParams;
  readonly dropped: readonly string[];
}

/** Parameters that the Responses API has no field for. */
const CHAT_ONLY = ['seed', 'presence_penalty', 'frequency_penalty'];

/** Leaves out what the model or the dialect refuses and what nobody knows. An effort that the model does not know is left out too. */
export function allowParams(
  profile: ModelProfile,
  wanted: SamplingParams & Readonly<Record<string, unknown>>,
  dialect: 'chat' | 'responses' = 'chat',
): AllowedParams {
  const dropped: string[] = [];
  const kept = Object.entries(wanted).filter(([name, value]) => {
    const foreign = dialect === 'responses' && CHAT_ONLY.includes(name);
    const reason = foreign
      ? `The Responses API has no ${name}; it was left out.`
      : refusal(profile, name, value);
    if (reason !== undefined) dropped.push(reason);
    return reason === undefined;
  });
  return { params: Object.fromEntries(kept), dropped };
}

function refusal(profile: ModelProfile, name: string, value: unknown): string | undefined {
  if (profile.refused.includes(name)) return `${profile.id} refuses ${name}; it was left out.`;
  if (!KNOWN.includes(name)) return `${name} is no parameter that is passed on; it was left out.`;
  if (name === 'reasoning_effort' && !profile.effort.includes(String(value))) {
    const takes = profile.effort.length === 0 ? 'no effort' : profile.effort.join(', ');
    return `${profile.id} takes ${takes}, not reasoning_effort ${String(value)}; it was left out.`;
  }
  return undefined;
}
