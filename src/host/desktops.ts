import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { desktopInfo } from './desktop-info.ts';
import type { DesktopInfo } from './desktop-info.ts';
import { engineError, engineStatus } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { DESKTOP_LABEL } from './labels.ts';

/** Every desktop that the CLI has made, in any state, by name. */
export async function listDesktops(engine: Engine): Promise<readonly DesktopInfo[]> {
  const containers = await engine.docker
    .listContainers({ all: true, filters: { label: [DESKTOP_LABEL] } })
    .catch((error: unknown) => {
      throw engineError('list containers', error);
    });
  const infos = await Promise.all(containers.map(({ Id }) => inspectDesktop(engine, Id)));
  return infos.filter((info) => info !== undefined).sort((a, b) => a.name.localeCompare(b.name));
}

/** The desktop in a container, or undefined when the container is gone. */
export async function inspectDesktop(engine: Engine, id: string): Promise<DesktopInfo | undefined> {
  try {
    return desktopInfo(await engine.docker.getContainer(id).inspect());
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw engineError('inspect a container', error);
  }
}

/** The desktop of that name or container id (at least 8 digits of it), or undefined. */
export async function lookUpDesktop(engine: Engine, name: string): Promise<DesktopInfo | undefined> {
  return pick(await listDesktops(engine), name);
}

/** The desktop of that name in any state; throws `not_found` with the nearest name. */
export async function findDesktop(engine: Engine, name: string): Promise<DesktopInfo> {
  const desktops = await listDesktops(engine);
  const found = pick(desktops, name);
  if (found !== undefined) return found;
  const names = desktops.map((desktop) => desktop.name);
  const guess = nearest(name, names);
  throw new DeskhandError('not_found', `There is no desktop "${name}".`, {
    hint:
      guess !== undefined
        ? `Did you mean "${guess}"?`
        : names.length === 0
          ? 'There is none at all: `deskhand up` starts one.'
          : `There are ${names.join(', ')}.`,
  });
}

/** The running desktop of that name; without a name, the only one that runs. */
export async function findRunning(engine: Engine, name?: string): Promise<DesktopInfo> {
  if (name !== undefined) {
    const found = await findDesktop(engine, name);
    if (found.state === 'running') return found;
    throw new DeskhandError('not_ready', `The desktop "${name}" is ${found.state}, not running.`, {
      hint: `\`deskhand up ${name}\` starts it.`,
    });
  }
  const running = (await listDesktops(engine)).filter(({ state }) => state === 'running');
  const [first, ...others] = running;
  if (first === undefined)
    throw new DeskhandError('not_ready', 'No desktop is running.', { hint: '`deskhand up` starts one.' });
  if (others.length === 0) return first;
  throw new DeskhandError('bad_input', `${running.length} desktops are running; say which one.`, {
    hint: `They are ${running.map((desktop) => desktop.name).join(', ')}.`,
  });
}

/** Time for the browser to write its profile, in seconds; it takes one or two. */
const PROFILE_STOP_S = 15;

/**
 * Removes a desktop with its volumes, running or not; a kept profile stays, and the browser is ended properly first, since it
 * writes new cookies only every half minute. Removing one that is gone already is no error.
 */
export async function removeDesktop(engine: Engine, id: string): Promise<void> {
  const container = engine.docker.getContainer(id);
  try {
    if ((await inspectDesktop(engine, id))?.profile != null) await stop(container);
    await container.remove({ force: true, v: true });
  } catch (error) {
    const status = engineStatus(error);
    if (status === 404) return;
    // 409: another removal is under way; it is over when the container is gone.
    if (status !== 409) throw engineError('remove a desktop', error);
    await container.wait({ condition: 'removed' }).catch((waiting: unknown) => {
      if (engineStatus(waiting) !== 404) throw engineError('remove a desktop', waiting);
    });
  }
}

async function stop(container: ReturnType<Engine['docker']['getContainer']>): Promise<void> {
  try {
    await container.stop({ t: PROFILE_STOP_S });
  } catch (error) {
    // 304: it does not run.
    if (engineStatus(error) !== 304) throw error;
  }
}

function pick(desktops: readonly DesktopInfo[], name: string): DesktopInfo | undefined {
  return (
    desktops.find((desktop) => desktop.name === name) ??
    (/^[0-9a-f]{8,64}$/.test(name) ? desktops.find((desktop) => desktop.id.startsWith(name)) : undefined)
  );
}
