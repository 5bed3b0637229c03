/** What others have measured for a model, for comparison; none of it was measured by us. */
export interface Published {
  /** End to end for one short answer, in ms. */
  readonly endToEndMs?: number;
  readonly firstMs?: number;
  readonly tokensPerSecond?: number;
  readonly source: string;
}

const BLOCKRUN = 'BlockRun, 2026-03-16: 2 coding prompts, 256 tokens, not streamed';
/** For numbers whose source is not known to us by name. */
const ELSEWHERE = 'reported in 2026, by a source that is not named; unverified';
const FIRST = `time to first token ${ELSEWHERE}`;
const VERCEL = 'Vercel AI Gateway, p50';

/** By the registry's id. */
const NUMBERS: Readonly<Record<string, Published>> = {
  'grok-4-1-fast': { endToEndMs: 1454, firstMs: 900, tokensPerSecond: 176, source: `${BLOCKRUN}; ${VERCEL}` },
  'grok-4-1-fast-non-reasoning': {
    endToEndMs: 1244,
    firstMs: 355,
    tokensPerSecond: 206,
    source: `${BLOCKRUN}; recorded exchanges, March to May 2026`,
  },
  'grok-4-fast-non-reasoning': { endToEndMs: 1143, tokensPerSecond: 224, source: BLOCKRUN },
  'grok-4.3': { firstMs: 1150, tokensPerSecond: 120, source: `${VERCEL}, middle of 85–155 tokens/s` },
  'grok-4.20': { tokensPerSecond: 233, source: `${VERCEL}, upper end of 59–233` },
  'gpt-5-mini': { endToEndMs: 2264, tokensPerSecond: 114, source: BLOCKRUN },
  'gpt-5-nano': { endToEndMs: 3187, tokensPerSecond: 81, source: BLOCKRUN },
  'gpt-5.4-mini': { firstMs: 3850, tokensPerSecond: 201, source: ELSEWHERE },
  'gpt-5.4-nano': { firstMs: 3600, tokensPerSecond: 191, source: ELSEWHERE },
  'gemini-2.5-flash': {
    endToEndMs: 1238,
    firstMs: 490,
    tokensPerSecond: 208,
    source: `${BLOCKRUN}; ${FIRST}`,
  },
  'gemini-2.5-flash-lite': { endToEndMs: 1353, tokensPerSecond: 193, source: BLOCKRUN },
  'gemini-3-flash-preview': {
    endToEndMs: 1398,
    firstMs: 500,
    tokensPerSecond: 183,
    source: `${BLOCKRUN}; ${FIRST}`,
  },
  'gemini-3.1-flash-lite': { firstMs: 7500, tokensPerSecond: 205, source: ELSEWHERE },
  'claude-haiku-4-5': {
    endToEndMs: 2305,
    firstMs: 1000,
    tokensPerSecond: 141,
    source: `${BLOCKRUN}; ${FIRST}`,
  },
  'deepseek-chat': { endToEndMs: 1431, tokensPerSecond: 179, source: BLOCKRUN },
  'kimi-k2.6': { endToEndMs: 1646, tokensPerSecond: 156, source: `${BLOCKRUN} (of kimi-k2.5)` },
  'minimax-m3': { endToEndMs: 1278, tokensPerSecond: 202, source: `${BLOCKRUN} (of MiniMax-M2.5)` },
};

/** Others' numbers for a model in any of its spellings; `canonical` gives the registry's id of it. */
export function publishedFor(
  model: string,
  canonical: (id: string) => string | undefined,
): Published | undefined {
  return NUMBERS[model] ?? NUMBERS[canonical(model) ?? ''];
}
