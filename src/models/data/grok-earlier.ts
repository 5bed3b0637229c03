/** Grok models before 4.1, as YAML for registry.ts: retired, kept so that old ids are understood and priced. */
export const grokEarlierYaml = `
models:
  - id: grok-4-fast
    name: Grok 4 Fast (reasoning)
    vendor: xai
    aliases: [grok-4-fast-reasoning]
    context: 2000000
    outputCap: 30000
    images: true
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k, reasoning_effort]
    tiers: &fast
      - { from: 0, input: 0.20, cached: 0.05, output: 0.50 }
      - { from: 128001, input: 0.40, cached: 0.05, output: 1.00 }
    imageTokens: &tiles { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: &factors { priority: 2, batch: 0.8 }
    toolFees: &fees { web_search: 5, x_search: 5, code_execution: 5, attachment_search: 10, collections_search: 2.5, mcp: 0, view_image: 0, view_x_video: 0, unnamed: 5 }
    litellm: &cap { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    overheadTokens: 159
    lifecycle: { released: '2025-09-19', retired: '2026-05-15', successor: grok-4.3 }
    sources: &sources [https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json]
  - id: grok-4-fast-non-reasoning
    name: Grok 4 Fast
    vendor: xai
    context: 2000000
    outputCap: 30000
    images: true
    reasoning: false
    refused: [logit_bias, top_k, reasoning_effort]
    tiers: *fast
    imageTokens: *tiles
    factors: *factors
    toolFees: *fees
    litellm: *cap
    overheadTokens: 159
    lifecycle: { released: '2025-09-19', retired: '2026-05-15', successor: grok-4.3 }
    sources: *sources
  - id: grok-4
    name: Grok 4
    vendor: xai
    aliases: [grok-4-0709]
    context: 256000
    outputCap: 30000
    images: true
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k, reasoning_effort]
    tiers:
      - { from: 0, input: 3, cached: 0.75, output: 15 }
      - { from: 128001, input: 6, cached: 0.75, output: 30 }
    imageTokens: *tiles
    factors: *factors
    toolFees: *fees
    litellm:
      max_output_tokens: LiteLLM repeats the context size; 30,000 is the cautious cap.
      cache_read_input_token_cost: LiteLLM has no cached price; 0.75 is an unverified list price.
      deprecation_date: LiteLLM gives the date under grok-4-0709 only; the others are its aliases.
      long_context: LiteLLM has the dearer tier under the dated ids only; all are one model.
    lifecycle: { released: '2025-07-09', retired: '2026-05-15', successor: grok-4.3 }
    notes: LiteLLM has no cached price; 0.75 is an unverified list price.
    sources: *sources
  - id: grok-3
    name: Grok 3
    vendor: xai
    aliases: [grok-3-beta]
    context: 131072
    outputCap: 30000
    images: false
    reasoning: false
    refused: [logit_bias, top_k, reasoning_effort]
    tiers: [{ from: 0, input: 3, cached: 0.75, output: 15 }]
    imageTokens: { kind: flat, tokens: 0 }
    factors: *factors
    toolFees: *fees
    litellm: *cap
    lifecycle: { released: '2025-04-09', retired: '2026-05-15', successor: grok-4.3 }
    notes: Its retirement is documented; prices and context are unverified list values.
    sources: *sources
  - id: grok-code-fast-1
    name: Grok Code Fast 1
    vendor: xai
    aliases: [grok-code-fast, grok-code-fast-1-0825]
    context: 256000
    outputCap: 30000
    images: false
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k, reasoning_effort]
    tiers: [{ from: 0, input: 0.20, cached: 0.02, output: 1.50 }]
    imageTokens: { kind: flat, tokens: 0 }
    factors: *factors
    toolFees: *fees
    litellm:
      max_output_tokens: LiteLLM repeats the context size; 30,000 is the cautious cap.
      deprecation_date: LiteLLM gives the date for the long ids only; grok-code-fast is an alias.
    lifecycle: { released: '2025-08-28', retired: '2026-05-15', successor: grok-build-0.1 }
    sources: *sources
`;
