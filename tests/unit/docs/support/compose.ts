import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { root } from './documents.ts';

type Options = Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>;

/** The flags of `docker compose` and of its commands that the docs may use, as Docker's reference has them. */
const GLOBAL: Options = {
  profile: { type: 'string', multiple: true },
  file: { type: 'string', short: 'f', multiple: true },
  'project-name': { type: 'string', short: 'p' },
  'env-file': { type: 'string', multiple: true },
};
const COMMANDS: Readonly<Record<string, Options>> = {
  up: {
    wait: { type: 'boolean' },
    detach: { type: 'boolean', short: 'd' },
    build: { type: 'boolean' },
    'force-recreate': { type: 'boolean' },
    'renew-anon-volumes': { type: 'boolean', short: 'V' },
    scale: { type: 'string', multiple: true },
  },
  run: {
    rm: { type: 'boolean' },
    env: { type: 'string', short: 'e', multiple: true },
    volume: { type: 'string', short: 'v', multiple: true },
    'no-TTY': { type: 'boolean', short: 'T' },
  },
  exec: { 'no-TTY': { type: 'boolean', short: 'T' }, index: { type: 'string' } },
  logs: { follow: { type: 'boolean', short: 'f' }, 'no-log-prefix': { type: 'boolean' } },
  port: { index: { type: 'string' }, protocol: { type: 'string' } },
  down: { volumes: { type: 'boolean', short: 'v' } },
  rm: {
    stop: { type: 'boolean', short: 's' },
    force: { type: 'boolean', short: 'f' },
    volumes: { type: 'boolean', short: 'v' },
  },
  stop: {},
  start: {},
  restart: {},
  ps: {},
  pull: {},
  build: {},
  config: { quiet: { type: 'boolean', short: 'q' } },
};
/** After their first word comes a command of the container, or a port. */
const ONE_SERVICE = new Set(['run', 'exec', 'port']);

/** What is wrong with the words after `docker compose`, by docker-compose.yml. */
export function wrongCompose(words: readonly string[]): string | undefined {
  const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as {
    services: Record<string, { profiles?: readonly string[] }>;
  };
  const isCommand = (word: string, i: number) => !word.startsWith('-') && !takesValue(words[i - 1]);
  const at = words.findIndex(isCommand);
  const name = words[at] ?? '';
  if (at === -1 || !Object.hasOwn(COMMANDS, name)) return `docker compose has no command ${name}`;
  try {
    const own = parseArgs({ args: words.slice(0, at), options: GLOBAL }).values;
    const profiles = new Set(Object.values(services).flatMap(({ profiles: named = [] }) => named));
    for (const profile of [own['profile'] ?? []].flat().map(String))
      if (!profiles.has(profile)) return `docker-compose.yml has no profile ${profile}`;
    const { values, positionals } = parseArgs({
      args: argumentsOf(name, words.slice(at + 1)),
      options: COMMANDS[name] ?? {},
      allowPositionals: true,
    });
    const scaled = [values['scale'] ?? []].flat().map((each) => String(each).split('=')[0] ?? '');
    const named = ONE_SERVICE.has(name) ? positionals.slice(0, 1) : positionals;
    const unknown = [...named, ...scaled].find((service) => !Object.hasOwn(services, service));
    return unknown === undefined ? undefined : `docker-compose.yml has no service ${unknown}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Of `run` and `exec`, what stands up to the service: the rest is the container's command line. */
function argumentsOf(name: string, words: readonly string[]): string[] {
  if (name === 'port' || !ONE_SERVICE.has(name)) return [...words];
  const flags = COMMANDS[name] ?? {};
  const service = words.findIndex((word, i) => !word.startsWith('-') && !takesValue(words[i - 1], flags));
  return words.slice(0, service + 1);
}

function takesValue(word: string | undefined, flags: Options = GLOBAL): boolean {
  const found = Object.entries(flags).find(
    ([long, { short }]) => word === `--${long}` || word === `-${short}`,
  );
  return found?.[1].type === 'string';
}
