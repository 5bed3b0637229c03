import { randomUUID } from 'node:crypto';
import { DeskhandError } from '../base/errors.ts';
import { askChat } from './chat/chat-dialect.ts';
import type { DialectName } from './dialect.ts';
import { openGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { openClient } from './http.ts';
import type { Model, ModelReply } from './model.ts';
import { allowParams } from './params.ts';
import type { SamplingParams } from './params.ts';
import { ModelProfile } from './registry-schema.ts';
import type { HostProfile } from './registry-schema.ts';
import { createRemoteModel } from './remote-model.ts';
import { askResponses } from './responses/responses-dialect.ts';
import { createRedirectGuard } from './redirect.ts';
import type { Registry } from './registry.ts';
import { DEFAULT_RETRIES, realPace } from './retry.ts';
import type { Pace, RetryPolicy } from './retry.ts';

/** What is needed to talk to a model. */
export interface OpenModelOptions {
  readonly registry: Registry;
  /** Any spelling of an id. */
  readonly id: string;
  /** Empty or absent throws `no_key`. */
  readonly apiKey: string | undefined;
  /** xAI's own address when absent. */
  readonly baseUrl?: string | undefined;
  /** Refuse when another model answers. */
  readonly strict?: boolean;
  /** Told once each: a redirect, a parameter that was left out, a price that is not known. */
  readonly warn: (message: string) => void;
  /** What the model or the API refuses, or nobody knows, is left out with a warning. */
  readonly params?: (SamplingParams & Readonly<Record<string, unknown>>) | undefined;
  /** The host's first one when absent; Chat Completions on a host that is not in the registry. */
  readonly dialect?: DialectName | undefined;
  /** Answers come as a stream unless this is false. */
  readonly stream?: boolean;
  /** Keeps limits and budgets and books what was paid; open when absent. */
  readonly gate?: Gate | undefined;
  /** Cache affinity; a random one when absent. */
  readonly conversation?: string;
  readonly retries?: RetryPolicy;
  readonly pace?: Pace;
  /** Longest silence of the provider in ms; 180 s when absent, because reasoning models are silent while they think. */
  readonly idleMs?: number;
}

/** A model that is ready to be asked. */
export interface OpenedModel {
  readonly model: Model;
  /** What was asked for. */
  readonly profile: ModelProfile;
  /** Call with each reply once its cost is counted; warns of redirects, or throws `model_gone` when strict. */
  readonly check: (reply: ModelReply) => void;
}

const DEFAULT_IDLE_MS = 180_000;

/**
 * Opens a model without a request. Throws `no_key` without a key, `bad_input` for a base URL that is none, `not_found` for an id
 * that is not in the registry on a host that is; on an unknown host any id is taken.
 */
export function openModel(options: OpenModelOptions): OpenedModel {
  const baseUrl = checkUrl(options.baseUrl ?? defaultUrl(options.registry));
  const apiKey = checkKey(options.apiKey);
  const host = options.registry.hostOf(baseUrl);
  const profile = host === undefined ? customProfile(options) : options.registry.on(host, options.id);
  const dialect = chooseDialect(options.dialect, host);
  const { params, dropped } = allowParams(profile, options.params ?? {}, dialect);
  for (const sentence of dropped) options.warn(sentence);
  const idleMs = options.idleMs ?? DEFAULT_IDLE_MS;
  const conversation = options.conversation ?? randomUUID();
  const model = createRemoteModel({
    id: profile.id,
    dialect,
    ask: dialect === 'chat' ? askChat : askResponses,
    wireId: wireId(options, host, profile),
    stream: options.stream ?? true,
    conversation,
    chatReasoning: host?.chatReasoning ?? 'inside',
    gate: options.gate ?? openGate,
    hostId: host?.id ?? new URL(baseUrl).host,
    profile,
    registry: options.registry,
    client: openClient({ baseUrl, apiKey, conversation }, idleMs * 2),
    params,
    policy: {
      retries: options.retries ?? DEFAULT_RETRIES,
      pace: options.pace ?? realPace,
      idleMs,
      model: profile.id,
      host: host?.name ?? new URL(baseUrl).host,
      context: profile.context,
      mask: (text) => text.replaceAll(apiKey, '[key]'),
    },
  });
  const check = createRedirectGuard({
    asked: profile,
    registry: options.registry,
    strict: options.strict ?? false,
    warn: options.warn,
  });
  return { model, profile, check };
}

function chooseDialect(wanted: DialectName | undefined, host: HostProfile | undefined): DialectName {
  const spoken = host?.dialects ?? ['chat', 'responses'];
  if (wanted === undefined) return spoken[0] ?? 'chat';
  if (spoken.includes(wanted)) return wanted;
  throw new DeskhandError('bad_input', `${host?.name ?? 'The host'} does not speak ${wanted}.`, {
    hint: `It speaks ${spoken.join(' and ')}.`,
  });
}

function defaultUrl(registry: Registry): string {
  return registry.hosts.find((host) => host.id === 'xai')?.baseUrls[0] ?? 'https://api.x.ai/v1';
}

function checkUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new DeskhandError('bad_input', `base_url: "${url}" is not an http or https URL.`, {
    hint: "xAI's is https://api.x.ai/v1.",
  });
}

function checkKey(key: string | undefined): string {
  const trimmed = key?.trim() ?? '';
  if (trimmed !== '' && /^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  if (trimmed !== '') {
    throw new DeskhandError('bad_key', 'The API key contains characters that no key has.', {
      hint: 'Copy it again from https://console.x.ai; quotes and line breaks do not belong to it.',
    });
  }
  throw new DeskhandError('no_key', 'There is no API key for the model.', {
    hint: 'Set XAI_API_KEY or XAI_API_KEY_FILE; a playbook needs no key.',
  });
}

function wireId(options: OpenModelOptions, host: HostProfile | undefined, profile: ModelProfile): string {
  if (host === undefined) return options.id;
  const own = host.ids[profile.id];
  if (own !== undefined) return own;
  return profile.vendor === host.id ? exactAlias(options.id, profile) : options.id;
}

/** A maker's own alias is sent as typed (`grok-4-1-fast-reasoning`); any other spelling becomes the profile's id. */
function exactAlias(id: string, profile: ModelProfile): string {
  return profile.aliases.includes(id) ? id : profile.id;
}

function customProfile(options: OpenModelOptions): ModelProfile {
  const known = options.registry.find(options.id);
  if (known !== undefined) return known;
  options.warn(
    `"${options.id}" is not in the registry: unless the host sends prices its cost counts as 0, and a dollar limit cannot hold.`,
  );
  return ModelProfile.parse({
    id: options.id,
    name: options.id,
    vendor: 'unknown',
    context: 128_000,
    outputCap: 8192,
    images: true,
    reasoning: false,
    tiers: [{ from: 0, input: 0, cached: 0, output: 0 }],
    imageTokens: { kind: 'flat', tokens: 1792 },
    sources: ['given by the user'],
  });
}
