import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import type { Values } from '../command.ts';
import type { Context } from '../context.ts';
import { allowPrivate, withPrivateHosts } from '../allow-private.ts';
import { bootDesktop } from '../desktop-session.ts';

/** Variables with a way of their own; in argv every user of the machine could read them. */
const SECRET = /(KEY|TOKEN|PASSWORD|SECRET)$/i;

const args = {
  name: { type: 'positional', description: 'Name of the desktop (default: desktop)' },
  image: { type: 'string', valueHint: 'IMAGE', description: 'Image to make it from' },
  port: { type: 'string', valueHint: 'PORT', description: 'Port on 127.0.0.1 (default: a free one)' },
  resolution: { type: 'string', valueHint: 'WxH', description: 'Size of its display (default: 1280x800)' },
  'start-url': { type: 'string', valueHint: 'URL', description: 'Page that is open at the start' },
  memory: { type: 'string', valueHint: 'SIZE', description: 'Memory limit (default: 4g)' },
  'allow-private': allowPrivate,
  env: {
    type: 'string',
    multiple: true,
    valueHint: 'NAME=VALUE',
    description: 'Environment variable for it; may be repeated; no secrets',
  },
  profile: {
    type: 'string',
    valueHint: 'NAME',
    description: 'Keep its browser profile (logins, cookies) under this name, for later desktops',
  },
  'allow-cookies': {
    type: 'boolean',
    description: 'Let the token read and set all cookies (GET and PUT /v1/cookies)',
  },
  'log-format': { type: 'string', valueHint: 'text|json', description: 'How it logs (default: text)' },
  'ready-timeout': {
    type: 'string',
    valueHint: 'SECONDS',
    description: 'How long it may take (default: 60)',
  },
} as const;

export default defineCommand({
  args,
  async run(context, values) {
    const config = await context.config(values);
    const cookies = values['allow-cookies'] ? { DESKHAND_ALLOW_COOKIES: 'true' } : {};
    const env = { ...withPrivateHosts(parseEnv(values.env), values['allow-private']), ...cookies };
    const name = values.name ?? 'desktop';
    const started = await bootDesktop(context, config, {
      name,
      env,
      startUrl: config.start_url,
      profile: values.profile,
    });
    try {
      await report(context, started, ignoredFlags(values, started.how));
    } catch (error) {
      // Interrupted, or broken at once: what nobody was told about would stay behind unseen.
      if (started.how === 'created') await discard(context, started);
      throw error;
    }
  },
});

async function report(context: Context, started: Started, ignored: readonly string[]): Promise<void> {
  const { output, signal } = context;
  const { desktop, client, how } = started;
  const [health, link] = await Promise.all([client.health({ signal }), client.link({ signal })]);
  const name = output.paint('bold', desktop.name);
  output.info(`Desktop ${name} ${HOW[how]} at ${desktop.url}; Chromium's sandbox is ${health.sandbox}.`);
  if (ignored.length > 0)
    output.warn(`It keeps the settings that it was made with; ${ignored.join(', ')} would need a new one.`);
  if (health.sandbox === 'off') output.warn('Chromium runs without its sandbox; `deskhand doctor` says why.');
  const { id, url, token } = desktop;
  output.result({ name: desktop.name, id, url, token, link, sandbox: health.sandbox }, link);
}

async function discard(context: Context, { desktop }: Started): Promise<void> {
  const { removeDesktop } = await import('../../host/desktops.ts');
  await removeDesktop(await context.engine(), desktop.id);
}

type Started = Awaited<ReturnType<typeof bootDesktop>>;

const ONLY_FOR_NEW = [
  'image',
  'port',
  'resolution',
  'start-url',
  'memory',
  'env',
  'allow-private',
  'profile',
  'allow-cookies',
  'log-format',
] as const;

function ignoredFlags(values: Values<typeof args>, how: Started['how']): readonly string[] {
  if (how === 'created') return [];
  const isGiven = (flag: (typeof ONLY_FOR_NEW)[number]): boolean => {
    const value = values[flag];
    return typeof value === 'boolean' ? value : (value?.length ?? 0) > 0;
  };
  return ONLY_FOR_NEW.filter(isGiven).map((flag) => `--${flag}`);
}

const HOW = { found: 'was running already', started: 'is running again', created: 'is ready' } as const;

function parseEnv(entries: readonly string[]): Record<string, string> {
  const variables = entries.map((entry) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(entry) ?? [];
    if (name === undefined || value === undefined)
      throw new DeskhandError('bad_input', 'An --env is not of the form NAME=VALUE.');
    if (SECRET.test(name))
      throw new DeskhandError('bad_input', `--env ${name}: secrets do not go on the command line.`, {
        hint: 'The key travels with each task from XAI_API_KEY; a desktop makes its own token.',
      });
    return [name, value] as const;
  });
  return Object.fromEntries(variables);
}
