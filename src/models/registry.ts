import { parse } from 'yaml';
import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import { yamlFault } from '../base/yaml-fault.ts';
import { grokEarlierYaml } from './data/grok-earlier.ts';
import { grokYaml } from './data/grok.ts';
import { hostsYaml } from './data/hosts.ts';
import { rivalsYaml } from './data/rivals.ts';
import { mergeRegistry } from './registry-merge.ts';
import { RegistryFile } from './registry-schema.ts';
import type { HostProfile, ModelProfile } from './registry-schema.ts';

/** The model that is used when nothing else is said. */
export const DEFAULT_MODEL = 'grok-4-1-fast';

/** What is known of models and hosts. */
export class Registry {
  readonly models: readonly ModelProfile[];
  readonly hosts: readonly HostProfile[];
  readonly #byKey: ReadonlyMap<string, ModelProfile>;

  constructor(models: readonly ModelProfile[], hosts: readonly HostProfile[]) {
    this.models = models;
    this.hosts = hosts;
    this.#byKey = new Map(
      models.flatMap((model) => [model.id, ...model.aliases].map((id) => [modelKey(id), model])),
    );
  }

  /** The profile of an id in any common spelling, of an alias, or of a dated id of it; undefined when unknown. */
  find(id: string): ModelProfile | undefined {
    const key = modelKey(id);
    return this.#byKey.get(key) ?? this.#byKey.get(key.replace(/-\d{4,8}$/, ''));
  }

  /** Like {@link Registry.find}; throws `not_found` with the nearest id. */
  get(id: string): ModelProfile {
    const found = this.find(id);
    if (found !== undefined) return found;
    const guess = nearest(modelKey(id), this.#byKey.keys());
    const near = guess === undefined ? undefined : this.#byKey.get(guess);
    throw new DeskhandError('not_found', `There is no model "${id}" in the registry.`, {
      hint:
        near === undefined
          ? `Known models: ${this.models.map((model) => model.id).join(', ')}.`
          : `Did you mean "${near.id}"?`,
    });
  }

  /** Like {@link Registry.get}, as the host serves the model: its context, caps, prices and limits where they differ. */
  on(host: HostProfile | undefined, id: string): ModelProfile {
    const profile = this.get(id);
    const there = host?.models[profile.id];
    return there === undefined ? profile : { ...profile, ...defined(there) };
  }

  /** A host by its id; throws `not_found` that lists the hosts. */
  host(id: string): HostProfile {
    const found = this.hosts.find((host) => host.id === id.toLowerCase());
    if (found !== undefined) return found;
    throw new DeskhandError('not_found', `There is no host "${id}" in the registry.`, {
      hint: `Known hosts: ${this.hosts.map((host) => host.id).join(', ')}.`,
    });
  }

  /** The host that a base URL belongs to; undefined for one that is not in the registry. */
  hostOf(baseUrl: string): HostProfile | undefined {
    return this.hosts.find((host) => host.baseUrls.some((pattern) => matchesUrl(pattern, baseUrl)));
  }
}

/**
 * The shipped registry, extended and overridden by a user's YAML of the same shape. An entry whose id is known need only
 * hold what differs; a new one must be whole.
 * Throws `bad_input` naming the field that does not fit.
 */
export function loadRegistry(userYaml?: string): Registry {
  const shipped = [grokYaml, grokEarlierYaml, rivalsYaml, hostsYaml].map((text) =>
    readFile(text, 'model registry'),
  );
  const base = {
    models: shipped.flatMap((file) => file.models),
    hosts: shipped.flatMap((file) => file.hosts),
  };
  const what = "the user's model registry";
  const own = userYaml === undefined ? base : mergeRegistry(base, readYaml(userYaml, what), what);
  return new Registry(own.models, own.hosts);
}

/** An id without vendor prefix, `-latest`, capitals and dots: what is the same for every spelling of one model. */
export function modelKey(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/^xai\./, '')
    .replaceAll('.', '-')
    .replace(/-latest$/, '');
}

function readFile(text: string, what: string): RegistryFile {
  return parseOrThrow(RegistryFile, readYaml(text, what), what);
}

function readYaml(text: string, what: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new DeskhandError('bad_input', `${what}: not valid YAML: ${yamlFault(error)}`, {
      cause: error,
    });
  }
}

function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function matchesUrl(pattern: string, url: string): boolean {
  const [place = pattern] = pattern.split('?');
  const source = place.replaceAll(/[.*+?^$()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\{[^}]*\}/g, '[^/.]+');
  return new RegExp(`^${source}/?(\\?.*)?$`).test(url);
}
