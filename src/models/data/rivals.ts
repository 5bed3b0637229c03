/** Fast models of other makers, as YAML for registry.ts: for comparison and for hosts that speak the same dialect. */
export const rivalsYaml = `
models:
  - id: gpt-5-mini
    name: GPT-5 mini
    vendor: openai
    context: 400000
    outputCap: 128000
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.25, cached: 0.025, output: 2.0 }]
    imageTokens: { kind: tiles, edge: 32, perTile: 1, max: 1536 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gpt-5-nano
    name: GPT-5 nano
    vendor: openai
    context: 400000
    outputCap: 128000
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.05, cached: 0.005, output: 0.4 }]
    imageTokens: { kind: tiles, edge: 32, perTile: 1, max: 1536 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gpt-5.4-mini
    name: GPT-5.4 mini
    vendor: openai
    context: 400000
    outputCap: 128000
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.75, cached: 0.075, output: 4.5 }]
    imageTokens: { kind: tiles, edge: 32, perTile: 1, max: 1536 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gpt-5.4-nano
    name: GPT-5.4 nano
    vendor: openai
    context: 400000
    outputCap: 128000
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.2, cached: 0.02, output: 1.25 }]
    imageTokens: { kind: tiles, edge: 32, perTile: 1, max: 1536 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gemini-2.5-flash
    name: Gemini 2.5 Flash
    vendor: google
    context: 1048576
    outputCap: 65536
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.3, cached: 0.03, output: 2.5 }]
    imageTokens: { kind: tiles, edge: 768, perTile: 258 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gemini-2.5-flash-lite
    name: Gemini 2.5 Flash-Lite
    vendor: google
    context: 1048576
    outputCap: 65536
    images: true
    reasoning: false
    tiers: [{ from: 0, input: 0.1, cached: 0.01, output: 0.4 }]
    imageTokens: { kind: tiles, edge: 768, perTile: 258 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gemini-3-flash-preview
    name: Gemini 3 Flash
    vendor: google
    aliases: [gemini-3-flash]
    context: 1048576
    outputCap: 65536
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.5, cached: 0.05, output: 3.0 }]
    imageTokens: { kind: tiles, edge: 768, perTile: 258 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gemini-3.1-flash-lite
    name: Gemini 3.1 Flash-Lite
    vendor: google
    context: 1048576
    outputCap: 65536
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.25, cached: 0.025, output: 1.5 }]
    imageTokens: { kind: tiles, edge: 768, perTile: 258 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: gemini-3.5-flash
    name: Gemini 3.5 Flash
    vendor: google
    context: 1048576
    outputCap: 65536
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 1.5, cached: 0.15, output: 9.0 }]
    imageTokens: { kind: tiles, edge: 768, perTile: 258 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: claude-haiku-4-5
    name: Claude Haiku 4.5
    vendor: anthropic
    aliases: [claude-haiku-4-5-20251001]
    context: 200000
    outputCap: 64000
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 1, cached: 0.1, output: 5 }]
    imageTokens: { kind: tiles, edge: 28, perTile: 1, max: 1568 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: deepseek-chat
    name: DeepSeek Chat
    vendor: deepseek
    context: 128000
    outputCap: 8192
    images: false
    reasoning: false
    tiers: [{ from: 0, input: 0.14, cached: 0.0028, output: 0.28 }]
    imageTokens: { kind: flat, tokens: 0 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: deepseek-v4-flash
    name: DeepSeek V4 Flash
    vendor: deepseek
    context: 128000
    outputCap: 8192
    images: false
    reasoning: true
    tiers: [{ from: 0, input: 0.14, cached: 0.14, output: 0.28 }]
    imageTokens: { kind: flat, tokens: 0 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: kimi-k2.6
    name: Kimi K2.6
    vendor: moonshot
    context: 256000
    outputCap: 32768
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.95, cached: 0.16, output: 4 }]
    imageTokens: { kind: flat, tokens: 1500 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
  - id: minimax-m3
    name: MiniMax M3
    vendor: minimax
    context: 200000
    outputCap: 32768
    images: true
    reasoning: true
    tiers: [{ from: 0, input: 0.3, cached: 0.06, output: 1.2 }]
    imageTokens: { kind: flat, tokens: 1500 }
    notes: Image tokens are an approximation; context and output cap are not from a checked source.
    sources: [https://models.dev]
`;
