import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { Dialect, DialectRequest, Outcome } from './dialect.ts';
import { declaredSize, displayFields, pictureOf, verbNamed } from './dialect.ts';
import { GEMINI_VERBS } from './gemini-verbs.ts';

const args = z.record(z.string(), z.unknown()).default({});
const own = { ...displayFields, safety_acknowledgement: z.boolean().optional() };

/** A part of `generateContent`'s answer, or the call inside it. */
const partSchema = z.object({
  functionCall: z.object({ id: z.string().optional(), name: z.string(), args }),
  ...own,
});
/** A step of the Interactions API. */
const stepSchema = z.object({
  type: z.literal('function_call'),
  id: z.string().optional(),
  name: z.string(),
  arguments: args,
  ...own,
});
const bareSchema = z.object({ id: z.string().optional(), name: z.string(), args, ...own });

const safetySchema = z.object({ decision: z.string(), explanation: z.string().optional() });

/** A call, whichever of Gemini's shapes it came in. */
interface GeminiCall {
  readonly shape: 'part' | 'step';
  readonly id: string | undefined;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** Gemini's computer use: coordinates from 0 to 1000; the answer tells the page's address beside the screenshot. */
export const gemini: Dialect = {
  name: 'gemini',
  title:
    'A functionCall part (generateContent) or a function_call step (Interactions) of Gemini; answered by its functionResponse or function_result.',
  read(given): DialectRequest {
    const { call, body } = readCall(given);
    const needsWord = refuseUnconfirmed(call.args, body.safety_acknowledgement === true);
    const extra = needsWord ? { safety_acknowledgement: 'true' } : {};
    return {
      frameSize: declaredSize(body.display_width, body.display_height),
      plan: (scene) => verbNamed(GEMINI_VERBS, call.name, 'name')(call.args, scene, call.name),
      answer: (outcome) => respond(call, { url: addressOf(outcome), ...extra }, outcome),
      refusal: ({ message, hint }) =>
        respond(call, { error: hint === undefined ? message : `${message} ${hint}` }, undefined),
    };
  },
};

function readCall(given: unknown): {
  call: GeminiCall;
  body: {
    display_width?: number | undefined;
    display_height?: number | undefined;
    safety_acknowledgement?: boolean | undefined;
  };
} {
  if (isObject(given) && 'functionCall' in given) {
    const body = parseOrThrow(partSchema, given, 'functionCall', Object.keys(partSchema.shape));
    const { id, name, args: params } = body.functionCall;
    return { body, call: { shape: 'part', id, name, args: params } };
  }
  if (isObject(given) && given['type'] === 'function_call') {
    const body = parseOrThrow(stepSchema, given, 'function_call', Object.keys(stepSchema.shape));
    return { body, call: { shape: 'step', id: body.id, name: body.name, args: body.arguments } };
  }
  const body = parseOrThrow(bareSchema, given, 'functionCall', Object.keys(bareSchema.shape));
  return { body, call: { shape: 'part', id: body.id, name: body.name, args: body.args } };
}

/** Whether the model asked for a person's word, which the caller must then have got. */
function refuseUnconfirmed(params: Record<string, unknown>, acknowledged: boolean): boolean {
  const safety = safetySchema.safeParse(params['safety_decision']);
  if (!safety.success || safety.data.decision !== 'require_confirmation') return false;
  if (acknowledged) return true;
  throw new DeskhandError(
    'forbidden',
    `safety_decision: this call needs a person's confirmation: ${safety.data.explanation ?? 'no reason given'}`,
    { hint: 'Ask a person, then send the call again with "safety_acknowledgement": true.' },
  );
}

function addressOf({ observation }: Outcome): string {
  return observation.page?.url ?? 'about:blank';
}

function respond(call: GeminiCall, response: JsonObject, outcome: Outcome | undefined): JsonObject {
  const picture = outcome === undefined ? undefined : pictureOf(outcome.observation);
  if (call.shape === 'step') {
    const image = picture && { type: 'image', mime_type: picture.mediaType, data: picture.base64 };
    return {
      type: 'function_result',
      name: call.name,
      ...(call.id === undefined ? {} : { call_id: call.id }),
      ...(image === undefined ? { is_error: true } : {}),
      result: [{ type: 'text', text: JSON.stringify(response) }, ...(image === undefined ? [] : [image])],
    };
  }
  const parts = picture && [{ inlineData: { mimeType: picture.mediaType, data: picture.base64 } }];
  return {
    functionResponse: {
      ...(call.id === undefined ? {} : { id: call.id }),
      name: call.name,
      response,
      ...(parts === undefined ? {} : { parts }),
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
