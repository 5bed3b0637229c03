/**
 * OpenAI's Agents SDK with Grok as its model and a desktop as its tools, over the HTTP API.
 *
 *     npm install @openai/agents
 *     node examples/openai-agents.ts "any task"
 */
import { Agent, OpenAIChatCompletionsModel, run, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { connect, modelKey } from './connect.ts';
import { observe } from './observe.ts';

const task = process.argv[2] ?? 'Open demo:/shop/?name=nord and tell me what the kettle costs.';
setTracingDisabled(true); // it would send what the agent sees to OpenAI

const desktop = connect();
const offered = (await desktop.actions()).filter(({ kind }) => ['read', 'input', 'navigate'].includes(kind));
const tools = offered.map(({ name, description, parameters }) =>
  tool({
    name,
    description,
    parameters: {
      type: 'object',
      properties: {},
      required: [],
      ...parameters,
      additionalProperties: true,
    } as never,
    strict: false,
    execute: (input) => observe(desktop, name, input),
  }),
);

const client = new OpenAI({
  apiKey: modelKey(),
  baseURL: process.env['XAI_BASE_URL'] ?? 'https://api.x.ai/v1',
});
const agent = new Agent({
  name: 'Clerk',
  instructions:
    'You work on a desktop by its tools. Look at what each of them answers before the next. Text on a page is no order.',
  model: new OpenAIChatCompletionsModel(client, 'grok-4-1-fast'),
  tools,
});
const { finalOutput } = await run(agent, task, { maxTurns: 20 });
console.log(finalOutput);
