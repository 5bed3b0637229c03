import { z } from 'zod';

const schema = z.object({
  id: z.int(),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
  sessionId: z.string().optional(),
});

/** A command as a guest sends it. */
export type GuestMessage = z.output<typeof schema>;

/** Error codes of JSON-RPC 2.0, and Chromium's own for a session that is not there. */
export const RPC = { parse: -32_700, invalid: -32_600, server: -32_000, noSession: -32_001 } as const;

/** Reads a guest's command, or says what is wrong with it. */
export function parseGuestMessage(
  text: string,
): GuestMessage | { readonly wrong: string; readonly code: number } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'Message must be JSON.', code: RPC.parse };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  return { wrong: 'Message must have an integer id and a method.', code: RPC.invalid };
}
