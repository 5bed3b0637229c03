import { describe, expect, test } from 'vitest';
import { CostMeter } from '../../../src/models/meter.ts';
import type { Message } from '../../../src/models/model.ts';
import { fake, image, model, opening, registry } from './support/fake-model.ts';

const tools = [
  {
    name: 'click',
    description: 'Clicks.',
    parameters: { type: 'object', properties: { x: { type: 'number' } } },
  },
];

/** Asks turn by turn like the loop does and gives the error of each estimate against what the server billed. */
async function errorsOf(
  id: string,
  dialect: 'chat' | 'responses',
  redirectTo?: string,
): Promise<readonly number[]> {
  const server = await fake({
    brain: () => ({ calls: [{ name: 'click', args: { x: 12, why: 'w'.repeat(120) } }] }),
    ...(redirectTo === undefined ? {} : { redirectTo }),
  });
  const grok = model(server, { id, dialect });
  const meter = new CostMeter(grok.profile, registry);
  let messages: readonly Message[] = opening;
  const errors: number[] = [];
  for (let turn = 0; turn < 9; turn++) {
    const estimate = meter.estimate(messages, tools);
    const reply = await grok.ask([...messages]);
    meter.learn(messages, tools, reply);
    const billed = server.bills[turn]?.cost_in_usd_ticks ?? 0;
    errors.push(Math.abs(estimate - billed) / billed);
    const answers = reply.calls.map((call): Message => ({
      role: 'tool',
      callId: call.id,
      name: call.name,
      text: `done ${'x'.repeat(40 + 10 * turn)}`,
    }));
    const elements = Array.from(
      { length: 30 },
      (_, i) => `e${i} link "Row ${turn}-${i} über alles" ${i},${i}`,
    );
    messages = [
      ...messages,
      { role: 'assistant', text: reply.text, calls: reply.calls, opaque: reply.opaque },
      ...answers,
      { role: 'user', text: `The screen now:\n${elements.join('\n')}`, images: [image] },
    ];
  }
  return errors;
}

describe('the estimate before a call', () => {
  test.each([
    ['grok-4-1-fast', 'chat', undefined],
    ['grok-4-1-fast', 'responses', undefined],
    ['grok-4-1-fast-non-reasoning', 'chat', undefined],
    ['grok-4.3', 'chat', undefined],
    ['grok-4.3', 'responses', undefined],
    ['grok-4-1-fast', 'chat', 'grok-4.3'],
  ] as const)(
    'of %s over %s (answered by %s) is within 5 %% after three calls',
    async (id, dialect, redirect) => {
      const errors = await errorsOf(id, dialect, redirect);
      expect(Math.max(...errors.slice(3))).toBeLessThan(0.05);
    },
  );
});
