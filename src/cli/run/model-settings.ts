import { readFile } from 'node:fs/promises';
import { DeskhandError } from '../../base/errors.ts';
import type { TaskRequest } from '../../client/wire.ts';
import type { Config } from '../config-schema.ts';
import { readApiKey } from './api-key.ts';
import { reachableFromContainer } from './base-url.ts';
import type { Surroundings } from './task-request.ts';

/** Which model a run asks, at which address and with which key; and what its sender should be told. */
export interface ModelSettings {
  readonly settings: Pick<
    TaskRequest,
    'api_key' | 'model' | 'base_url' | 'strict_model' | 'dialect' | 'registry'
  >;
  readonly notes: readonly string[];
}

/** Reads key and registry, so that what is wrong with them is known before a desktop starts. @throws DeskhandError `no_key`, `bad_input`. */
export async function modelSettings(config: Config, { env, cwd }: Surroundings): Promise<ModelSettings> {
  const base = config.base_url === undefined ? undefined : reachableFromContainer(config.base_url);
  const settings = {
    api_key: await readApiKey(env, cwd, await keyVariables(config.base_url)),
    ...(config.model === undefined ? {} : { model: config.model }),
    ...(base === undefined ? {} : { base_url: base.url }),
    ...(config.strict_model === undefined ? {} : { strict_model: config.strict_model }),
    ...(config.dialect === undefined ? {} : { dialect: config.dialect }),
    ...(config.registry === undefined ? {} : { registry: await readRegistry(config.registry) }),
  };
  const notes =
    base?.translated === true
      ? [
          `The model's address is on this machine; the desktop reaches it as ${base.url}. On Linux the server must listen on the Docker bridge too, not only on loopback.`,
        ]
      : [];
  return { settings, notes };
}

/** The variables of the host's own keys; none where the host is xAI or not known. */
async function keyVariables(baseUrl: string | undefined): Promise<readonly string[]> {
  if (baseUrl === undefined) return [];
  const { loadRegistry } = await import('../../models/registry.ts');
  return loadRegistry().hostOf(baseUrl)?.keyVariables ?? [];
}

async function readRegistry(path: string): Promise<string> {
  const [{ loadRegistry }, text] = await Promise.all([
    import('../../models/registry.ts'),
    readFile(path, 'utf8').catch((cause: unknown) => {
      throw new DeskhandError('bad_input', `The model registry ${path} cannot be read.`, { cause });
    }),
  ]);
  // What is wrong with it is said before a desktop starts.
  loadRegistry(text);
  return text;
}
