import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a key comes from; undefined when none is set. Does not look whether the file is there. */
export function keySource(env: Env): string | undefined {
  if (isSet(env['XAI_API_KEY'])) return 'XAI_API_KEY';
  if (isSet(env['XAI_API_KEY_FILE'])) return 'XAI_API_KEY_FILE';
  return undefined;
}

/**
 * The API key; throws `no_key` when there is none, or its file cannot be read or is empty. `preferred` are the variables of
 * the host that is asked, tried before `XAI_API_KEY`; each may have its `_FILE` form.
 */
export async function readApiKey(env: Env, cwd: string, preferred: readonly string[] = []): Promise<string> {
  const names = [...new Set([...preferred, 'XAI_API_KEY'])];
  const name = names.find((each) => isSet(env[each]) || isSet(env[`${each}_FILE`])) ?? 'XAI_API_KEY';
  const direct = env[name]?.trim();
  if (direct !== undefined && direct !== '') return direct;
  const file = env[`${name}_FILE`];
  if (!isSet(file))
    throw new DeskhandError('no_key', 'A task needs an API key for the model, and none is set.', {
      hint: 'Set XAI_API_KEY, or XAI_API_KEY_FILE to a file that holds it; keys are made at https://console.x.ai. A playbook (.yaml) needs none.',
    });
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('no_key', `${name}_FILE cannot be read: ${file}`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  });
  if (text.trim() !== '') return text.trim();
  throw new DeskhandError('no_key', `${name}_FILE is empty: ${file}`);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
