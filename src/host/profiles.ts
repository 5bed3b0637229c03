import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { listDesktops } from './desktops.ts';
import type { DesktopInfo } from './desktop-info.ts';
import { engineError } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { PROFILE_LABEL, profileVolume } from './labels.ts';

/** A kept browser profile. */
export interface ProfileInfo {
  readonly name: string;
  /** The volume that holds it. */
  readonly volume: string;
  /** ISO 8601; null where the engine does not tell. */
  readonly created: string | null;
  /** Names of the desktops that have it, running or not. */
  readonly desktops: readonly string[];
}

const HAS_IT_OPEN = new Set<DesktopInfo['state']>(['running', 'paused', 'restarting']);

/** Every profile that the CLI has made, by name. */
export async function listProfiles(engine: Engine): Promise<readonly ProfileInfo[]> {
  const [{ Volumes: volumes }, desktops] = await Promise.all([
    engine.docker.listVolumes({ filters: { label: [PROFILE_LABEL] } }).catch((error: unknown) => {
      throw engineError('list volumes', error);
    }),
    listDesktops(engine),
  ]);
  return (volumes ?? [])
    .map((volume) => {
      const name = volume.Labels[PROFILE_LABEL] ?? '';
      const users = desktops.filter(({ profile }) => profile === name);
      const created = 'CreatedAt' in volume ? String(volume.CreatedAt) : null;
      return { name, volume: volume.Name, created, desktops: users.map((desktop) => desktop.name) };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Removes profiles with all that is in them, or none: throws `not_found` for an unknown name, `busy` while a desktop has one. */
export async function removeProfiles(engine: Engine, names: readonly string[]): Promise<void> {
  const profiles = await listProfiles(engine);
  const known = profiles.map(({ name }) => name);
  const found = names.map((name) => {
    const profile = profiles.find((each) => each.name === name);
    if (profile === undefined) throw unknown(name, known);
    if (profile.desktops.length > 0) throw inUse(name, profile.desktops.join(', '));
    return profile;
  });
  for (const { name, volume } of found) {
    await engine.docker
      .getVolume(volume)
      .remove()
      .catch((error: unknown) => {
        throw engineError(`remove the profile "${name}"`, error);
      });
  }
}

/**
 * Throws `busy` while another desktop has this one's profile open: two browsers would ruin it. Of two that are made at the
 * same time the earlier one has it.
 */
export async function requireProfile(engine: Engine, desktop: DesktopInfo): Promise<void> {
  if (desktop.profile === null) return;
  const others = (await listDesktops(engine)).filter(
    ({ id, profile }) => profile === desktop.profile && id !== desktop.id,
  );
  const holder = others.find(
    (other) => HAS_IT_OPEN.has(other.state) || (other.state === 'created' && isEarlier(other, desktop)),
  );
  if (holder !== undefined) throw inUse(desktop.profile, holder.name);
}

function isEarlier(a: DesktopInfo, b: DesktopInfo): boolean {
  return a.created === b.created ? a.id < b.id : a.created < b.created;
}

function inUse(profile: string, desktops: string): DeskhandError {
  return new DeskhandError('busy', `The profile "${profile}" is in use by the desktop ${desktops}.`, {
    hint: 'A profile has one browser at a time: `deskhand down` that desktop, or take another profile.',
  });
}

function unknown(name: string, known: readonly string[]): DeskhandError {
  // A name that could be none at all is said to be so.
  profileVolume(name);
  const guess = nearest(name, known);
  return new DeskhandError('not_found', `There is no profile "${name}".`, {
    hint: guess === undefined ? '`deskhand profiles` lists them.' : `Did you mean "${guess}"?`,
  });
}
