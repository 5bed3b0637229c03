import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import { yamlFault } from '../base/yaml-fault.ts';
import { layerSchema, settingNames } from './config-schema.ts';
import type { Config, ConfigLayer } from './config-schema.ts';
import { defaultImage } from './own-package.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Parsed flags by name; undefined and false ones were not given. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Where settings come from. */
export interface ConfigSources {
  readonly env: Env;
  /** Folder that relative paths of flags and environment start from, and where `deskhand.yaml` is looked for. */
  readonly cwd: string;
  /** `--config`. */
  readonly file?: string | undefined;
  /** A command's flags by name; those that are no settings are passed over. */
  readonly flags: Flags;
}

/** What holds where nothing is set. The image depends on how the CLI was had: {@link defaultImage}. */
export const DEFAULTS = { runs: 'runs', ready_timeout: 60 } as const;

/** The settings: defaults, over them the file, the environment and the flags. Throws `bad_input` naming source and setting. */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { cwd } = sources;
  // No layer holds an undefined setting, so none can undo what a lower one says.
  return Object.assign(
    { ...DEFAULTS, image: defaultImage(), runs: resolve(cwd, DEFAULTS.runs) },
    await fileLayer(sources),
    withPaths(environmentLayer(sources.env), cwd),
    withPaths(flagLayer(sources.flags), cwd),
  );
}

/** The settings that the environment gives: `DESKHAND_IMAGE`, …, and `XAI_BASE_URL`. Empty variables count as unset. */
export function environmentLayer(env: Env): ConfigLayer {
  return layer(settingNames, (name) => env[variableOf(name)], variableOf);
}

/** The environment variable of a setting. */
export function variableOf(setting: string): string {
  return setting === 'base_url' ? 'XAI_BASE_URL' : `DESKHAND_${setting.toUpperCase()}`;
}

/** The settings that flags give: `--start-url` for `start_url`. */
export function flagLayer(flags: Flags): ConfigLayer {
  const flag = (name: string) => name.replaceAll('_', '-');
  const value = (name: string) => {
    const given = flags[flag(name)];
    return typeof given === 'string' || given === true ? given : undefined;
  };
  return layer(settingNames, value, (name) => `--${flag(name)}`);
}

function layer(
  names: readonly string[],
  value: (name: string) => string | boolean | undefined,
  label: (name: string) => string,
): ConfigLayer {
  const given = names.filter((name) => value(name) !== undefined && value(name) !== '');
  // One at a time, so that the message names the flag or variable and not only the setting.
  const parsed = given.map((name) => {
    const schema = layerSchema.shape[name as keyof typeof layerSchema.shape];
    return [name, parseOrThrow(schema, value(name), label(name))] as const;
  });
  return Object.fromEntries(parsed);
}

async function fileLayer(sources: ConfigSources): Promise<ConfigLayer> {
  const path = resolve(sources.cwd, sources.file ?? sources.env['DESKHAND_CONFIG'] ?? 'deskhand.yaml');
  const named = sources.file !== undefined || sources.env['DESKHAND_CONFIG'] !== undefined;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (!named && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new DeskhandError('bad_input', `The settings file ${path} cannot be read.`, { cause });
  });
  if (text === undefined) return {};
  const value: unknown = await parseYaml(text, path);
  return withPaths(parseOrThrow(layerSchema, value ?? {}, path, settingNames), dirname(path));
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (cause) {
    throw new DeskhandError('bad_input', `The settings file ${path} is no YAML: ${yamlFault(cause)}`, {
      cause,
    });
  }
}

/** Paths are relative to where they were written. */
function withPaths(settings: ConfigLayer, base: string): ConfigLayer {
  const { runs, registry } = settings;
  return {
    ...settings,
    ...(runs === undefined ? {} : { runs: resolve(base, runs) }),
    ...(registry === undefined ? {} : { registry: resolve(base, registry) }),
  };
}
