/** Hosts that serve the models, as YAML for registry.ts. */
export const hostsYaml = `
hosts:
  - id: xai
    name: xAI
    baseUrls: ['https://api.x.ai/v1', 'https://us-east-1.api.x.ai/v1', 'https://eu-west-1.api.x.ai/v1']
    keyVariables: [XAI_API_KEY]
    dialects: [responses, chat]
    chatReasoning: additive
    sources: [https://docs.x.ai/docs/api-reference]
  - id: azure
    name: Azure AI Foundry
    baseUrls: ['https://{resource}.services.ai.azure.com/models?api-version=2024-05-01-preview']
    keyVariables: [AZURE_AI_API_KEY]
    dialects: [chat]
    ids: { grok-4-1-fast: grok-4-1-fast-reasoning }
    models:
      grok-4-1-fast: { context: 128000, outputCap: 8192 }
      grok-4-1-fast-non-reasoning: { context: 128000, outputCap: 8192 }
    notes: >-
      Context 128 K, output 8,192. Streams carry cost_in_usd_ticks 0, which means unknown. A wrong key is 401; a far too
      long prompt is 429.
    sources: [https://learn.microsoft.com/azure/ai-foundry/]
  - id: vertex
    name: Google Vertex AI
    baseUrls: ['https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/openapi']
    keyVariables: [VERTEX_ACCESS_TOKEN]
    dialects: [chat]
    ids:
      grok-4-1-fast: xai/grok-4.1-fast-reasoning
      grok-4-1-fast-non-reasoning: xai/grok-4.1-fast-non-reasoning
    models:
      grok-4-1-fast: &vertex { context: 128000, limits: { rpm: 160, tpm: 880000 } }
      grok-4-1-fast-non-reasoning: *vertex
    notes: Context 128 K; 160 requests and 880 K input tokens a minute. Its price is not published in the sources; xAI's is taken.
    sources: [https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/grok]
  - id: vercel
    name: Vercel AI Gateway
    baseUrls: ['https://ai-gateway.vercel.sh/v1']
    keyVariables: [AI_GATEWAY_API_KEY]
    dialects: [chat]
    ids:
      grok-4-1-fast: xai/grok-4.1-fast-reasoning
      grok-4-1-fast-non-reasoning: xai/grok-4.1-fast-non-reasoning
    models:
      grok-4-1-fast: { context: 1000000 }
      grok-4-1-fast-non-reasoning: { context: 1000000 }
    sources: [https://vercel.com/docs/ai-gateway]
  - id: openrouter
    name: OpenRouter
    baseUrls: ['https://openrouter.ai/api/v1']
    keyVariables: [OPENROUTER_API_KEY]
    dialects: [chat]
    ids: { grok-4.3: x-ai/grok-4.3, grok-4.20: x-ai/grok-4.20 }
    notes: Grok 4.1 Fast was gone there by July 2026.
    sources: [https://openrouter.ai/x-ai]
`;
