/** What a server told of its limits: most requests and tokens in a minute, and what is left of them. */
export interface LearnedLimits {
  readonly rpm?: number | undefined;
  readonly tpm?: number | undefined;
  readonly remainingRequests?: number | undefined;
  readonly remainingTokens?: number | undefined;
}

/** Limits from the `x-ratelimit-*` headers of xAI and of hosts that name them alike. */
export function readRateHeaders(headers: Headers | undefined): LearnedLimits {
  if (headers === undefined) return {};
  return defined({
    rpm: positive(headers.get('x-ratelimit-limit-requests')),
    tpm: positive(headers.get('x-ratelimit-limit-tokens')),
    remainingRequests: count(headers.get('x-ratelimit-remaining-requests')),
    remainingTokens: count(headers.get('x-ratelimit-remaining-tokens')),
  });
}

/** Limits from the text of a 429, such as `Tokens per Minute (actual/limit): 65605/16000`. */
export function readRateText(text: string): LearnedLimits {
  const limit = (unit: string): number | undefined => {
    const [, figure] = new RegExp(`${unit} per minute[^:]*:\\s*\\d+\\s*/\\s*(\\d+)`, 'i').exec(text) ?? [];
    return positive(figure ?? null);
  };
  return defined({ rpm: limit('requests'), tpm: limit('tokens') });
}

function count(text: string | null): number | undefined {
  if (text === null || !/^\s*\d+\s*$/.test(text)) return undefined;
  return Number(text);
}

function positive(text: string | null): number | undefined {
  const value = count(text);
  return value === undefined || value === 0 ? undefined : value;
}

function defined(limits: { [K in keyof LearnedLimits]: LearnedLimits[K] | undefined }): LearnedLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
