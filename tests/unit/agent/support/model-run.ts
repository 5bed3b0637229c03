import { afterEach } from 'vitest';
import { startFakeXai } from '../../../fixtures/fake-xai/index.ts';
import type { FakeXai, FakeXaiOptions } from '../../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from './fake-desktop.ts';

const servers: FakeXai[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Starts a fake server that ends with the test. */
export async function fake(options: FakeXaiOptions): Promise<FakeXai> {
  const server = await startFakeXai(options);
  servers.push(server);
  return server;
}

/** A log-in page: name, password, button; signed in once both are right. */
export function loginDesktop(): FakeDesktop {
  const desktop = new FakeDesktop();
  const typed: Record<string, string> = {};
  desktop.page.title = 'Sign in';
  desktop.page.elements = [
    { role: 'textbox', name: 'Name', value: '' },
    { role: 'textbox', name: 'Password', value: '' },
    { role: 'button', name: 'Sign in' },
  ];
  desktop.act = (call, element) => {
    if (call.action === 'type' && element !== undefined) {
      element.value = element.name === 'Password' ? '••••' : String(call['text']);
      typed[element.name] = desktop.calls.at(-1)?.typed ?? '';
    }
    if (element?.name === 'Sign in' && typed['Name'] === 'Zoë' && typed['Password'] === 'open sesame') {
      desktop.page.title = 'Welcome';
      desktop.page.elements = [{ role: 'heading', name: 'Hello open sesame' }];
    }
    return undefined;
  };
  return desktop;
}

/** A task for a fake server. */
export const task = (server: FakeXai, more = {}) => ({
  task: 'Sign in',
  api_key: server.key,
  base_url: server.url,
  ...more,
});
