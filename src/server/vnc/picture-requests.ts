const FRAMEBUFFER_UPDATE_REQUEST = 3;
const REQUEST_BYTES = 10;
const PATIENCE_MS = 1000;

/** Whether these whole client messages only ask for the picture, and so may overtake others. */
export function isOnlyRequests(messages: Buffer): boolean {
  if (messages.length === 0 || messages.length % REQUEST_BYTES !== 0) return false;
  for (let i = 0; i < messages.length; i += REQUEST_BYTES)
    if (messages[i] !== FRAMEBUFFER_UPDATE_REQUEST) return false;
  return true;
}

/**
 * Resolves when what came before a request is over, or after 1 s: a person sees what the desktop makes of their input also while
 * a page that hangs takes none of it. Rejects when that does.
 */
export async function beforeRequest(earlier: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MS).unref();
  try {
    await Promise.race([earlier, late]);
  } finally {
    clearTimeout(timer);
  }
}
