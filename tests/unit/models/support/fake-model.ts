import sharp from 'sharp';
import { afterEach } from 'vitest';
import type { Message, ModelReply, ToolSpec } from '../../../../src/models/model.ts';
import { openModel } from '../../../../src/models/open.ts';
import type { OpenModelOptions } from '../../../../src/models/open.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import { startFakeXai } from '../../../fixtures/fake-xai/index.ts';
import type { FakeXai, FakeXaiOptions } from '../../../fixtures/fake-xai/index.ts';

/** The shipped registry. */
export const registry = loadRegistry();
const jpeg = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#336699' } })
  .jpeg()
  .toBuffer();
/** A frame. */
export const image = { mediaType: 'image/jpeg', data: jpeg, width: 320, height: 200 } as const;
const tools: readonly ToolSpec[] = [
  {
    name: 'click',
    description: 'Clicks.',
    parameters: { type: 'object', properties: { x: { type: 'number' } } },
  },
];
/** A first turn. */
export const opening: readonly Message[] = [
  { role: 'system', text: 'Pictures are 320x200 pixels.' },
  { role: 'user', text: 'Task\n\nPage: "Home" http://page/\ne1 button "Save" 40,60', images: [image] },
];

const open: FakeXai[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Starts a fake server that ends with the test. */
export async function fake(options: Partial<FakeXaiOptions> = {}): Promise<FakeXai> {
  const server = await startFakeXai({ brain: () => ({ text: 'hello' }), ...options });
  open.push(server);
  return server;
}

/** A model behind a fake server, its waits and warnings kept, its time not passing. */
export function model(server: FakeXai, options: Partial<OpenModelOptions> = {}) {
  const waits: number[] = [];
  const warnings: string[] = [];
  const opened = openModel({
    registry,
    id: 'grok-4-1-fast',
    apiKey: server.key,
    baseUrl: server.url,
    warn: (text) => warnings.push(text),
    pace: {
      now: () => 0,
      random: () => 0,
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
    ...options,
  });
  const reasons: string[] = [];
  const ask = (messages = opening, signal = new AbortController().signal): Promise<ModelReply> =>
    opened.model.reply({ messages, tools, signal, onWait: (reason) => reasons.push(reason) });
  return { ...opened, ask, waits, reasons, warnings };
}
