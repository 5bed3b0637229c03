/** Grok models, as YAML for registry.ts. A module and not a file, so that it is inside every bundle. */
export const grokYaml = `
models:
  - id: grok-4-1-fast
    name: Grok 4.1 Fast (reasoning)
    vendor: xai
    aliases: [grok-4-1-fast-reasoning]
    context: 2000000
    outputCap: 30000
    images: true
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k, reasoning_effort]
    tiers:
      - { from: 0, input: 0.20, cached: 0.05, output: 0.50 }
      - { from: 128001, input: 0.40, cached: 0.05, output: 1.00 }
    imageTokens: { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: &factors { priority: 2, batch: 0.8 }
    toolFees: &fees { web_search: 5, x_search: 5, code_execution: 5, attachment_search: 10, collections_search: 2.5, mcp: 0, view_image: 0, view_x_video: 0, unnamed: 5 }
    overheadTokens: 159
    limits: { rpm: 1800, tpm: 10000000 }
    lifecycle: { released: '2025-11-19', retired: '2026-05-15', successor: grok-4.3 }
    litellm: &cap
      max_output_tokens: LiteLLM repeats the context size; 30,000 is the cautious cap.
      deprecation_date: LiteLLM gives the date for the long ids only; xAI's announcement covers both.
    notes: >-
      Output cap: sources say 16 K to 2 M; 30 K is the cautious one. xAI retired it on its own API: requests may be
      redirected to grok-4.3 and billed at its price. The long-prompt tier is missing in several public
      price tables. Image tokens: 128x128 and 239x178 cost 256 each; the documented range is 256 to 1,792.
    sources:
      - https://docs.x.ai/docs/models
      - https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json
  - id: grok-4-1-fast-non-reasoning
    name: Grok 4.1 Fast
    vendor: xai
    context: 2000000
    outputCap: 30000
    images: true
    reasoning: false
    refused: [logit_bias, top_k, reasoning_effort]
    tiers:
      - { from: 0, input: 0.20, cached: 0.05, output: 0.50 }
      - { from: 128001, input: 0.40, cached: 0.05, output: 1.00 }
    imageTokens: { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 159
    limits: { rpm: 1800, tpm: 10000000 }
    lifecycle: { released: '2025-11-19', retired: '2026-05-15', successor: grok-4.3 }
    litellm: *cap
    sources: [https://docs.x.ai/docs/models]
  - id: grok-4.3
    name: Grok 4.3
    vendor: xai
    context: 1000000
    outputCap: 30000
    images: true
    reasoning: true
    effort: [none, low, medium, high]
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k]
    tiers:
      - { from: 0, input: 1.25, cached: 0.20, output: 2.50 }
      - { from: 200000, input: 2.50, cached: 0.40, output: 5.00 }
    imageTokens: { kind: tiles, edge: 32, perTile: 1, plus: 2 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-04-17' }
    notes: Image tokens are a fit to two measured pictures (128x128 is 18, 239x178 is 50).
    litellm: { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    sources: [https://docs.x.ai/docs/models]
  - id: grok-4.20
    name: Grok 4.20 (reasoning)
    vendor: xai
    aliases: [grok-4.20-0309-reasoning, grok-4.20-reasoning, grok-4.20-beta-0309-reasoning]
    context: 1000000
    outputCap: 30000
    images: true
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k, reasoning_effort]
    tiers: &grok43
      - { from: 0, input: 1.25, cached: 0.20, output: 2.50 }
      - { from: 200000, input: 2.50, cached: 0.40, output: 5.00 }
    imageTokens: { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-03-09' }
    litellm: &stale
      input_cost_per_token: LiteLLM still has the launch price of 2; xAI lists 1.25.
      output_cost_per_token: LiteLLM still has the launch price of 6; xAI lists 2.50.
      max_input_tokens: LiteLLM still has the 2 M of the beta; xAI lists 1 M.
      max_output_tokens: LiteLLM repeats the context size; 30,000 is the cautious cap.
      long_context: LiteLLM lacks the dearer tier from 200,000 prompt tokens on.
    notes: LiteLLM still has the launch price of 2 / 0.20 / 6 and a context of 2 M.
    sources: [https://docs.x.ai/docs/models]
  - id: grok-4.20-non-reasoning
    name: Grok 4.20
    vendor: xai
    aliases: [grok-4.20-0309-non-reasoning, grok-4.20-beta-0309-non-reasoning]
    context: 1000000
    outputCap: 30000
    images: true
    reasoning: false
    refused: [logit_bias, top_k, reasoning_effort]
    tiers: *grok43
    imageTokens: { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-03-09' }
    litellm: *stale
    sources: [https://docs.x.ai/docs/models]
  - id: grok-4.20-multi-agent
    name: Grok 4.20 multi-agent
    vendor: xai
    aliases: [grok-4.20-multi-agent-0309, grok-4.20-multi-agent-beta-0309]
    context: 1000000
    outputCap: 30000
    images: true
    reasoning: true
    refused: [presence_penalty, frequency_penalty, stop, logit_bias, top_k]
    tiers: *grok43
    imageTokens: { kind: tiles, edge: 448, perTile: 256, max: 1792 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-03-09' }
    litellm: *stale
    sources: [https://docs.x.ai/docs/models]
  - id: grok-4.5
    name: Grok 4.5
    vendor: xai
    aliases: [grok-build-latest]
    context: 500000
    outputCap: 30000
    images: true
    reasoning: true
    effort: [low, medium, high]
    refused: &reasoningRefused [presence_penalty, frequency_penalty, stop, logit_bias, top_k]
    tiers: &grok45
      - { from: 0, input: 2, cached: 0.50, output: 6 }
      - { from: 200000, input: 4, cached: 1, output: 12 }
    imageTokens: { kind: tiles, edge: 32, perTile: 1, plus: 2 }
    factors: { priority: 2 }
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-07-08' }
    notes: One table has a cached price of 0.30 since August 2026.
    litellm: { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    sources: [https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json]
  - id: grok-4.6
    name: Grok 4.6
    vendor: xai
    context: 500000
    outputCap: 30000
    images: true
    reasoning: true
    effort: [low, medium, high, xhigh]
    refused: *reasoningRefused
    tiers: *grok45
    imageTokens: { kind: tiles, edge: 32, perTile: 1, plus: 2 }
    factors: { priority: 2 }
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-08-12' }
    litellm: { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    sources: [https://www.npmjs.com/package/ai-sdk-cost-calculator]
  - id: grok-4.7
    name: Grok 4.7
    vendor: xai
    aliases: [grok-latest]
    context: 500000
    outputCap: 30000
    images: true
    reasoning: true
    effort: [low, medium, high, xhigh]
    refused: *reasoningRefused
    tiers: *grok45
    imageTokens: { kind: tiles, edge: 32, perTile: 1, plus: 2 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-09-16' }
    litellm: { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    sources: [https://www.npmjs.com/package/ai-sdk-cost-calculator]
  - id: grok-4.7-build-fast
    name: Grok 4.7 Build Fast
    vendor: xai
    context: 500000
    outputCap: 30000
    images: false
    reasoning: true
    refused: *reasoningRefused
    tiers:
      - { from: 0, input: 4, cached: 1, output: 12 }
      - { from: 200000, input: 6, cached: 1.50, output: 18 }
    imageTokens: { kind: flat, tokens: 0 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-09-16' }
    notes: Served in Grok Build only; context and long-prompt bound are taken from grok-4.7.
    sources: [https://www.npmjs.com/package/ai-sdk-cost-calculator]
  - id: grok-build-0.1
    name: Grok Build 0.1
    vendor: xai
    context: 256000
    outputCap: 30000
    images: false
    reasoning: true
    refused: *reasoningRefused
    tiers: [{ from: 0, input: 1, cached: 0.20, output: 2 }]
    imageTokens: { kind: flat, tokens: 0 }
    factors: *factors
    toolFees: *fees
    overheadTokens: 199
    lifecycle: { released: '2026-05-01' }
    litellm: { max_output_tokens: "LiteLLM repeats the context size; 30,000 is the cautious cap." }
    sources: [https://docs.x.ai/docs/models]
`;
