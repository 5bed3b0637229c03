import type { ContainerCreateOptions } from 'dockerode';
import { containerSpec } from './container-spec.ts';
import type { DesktopSpec } from './container-spec.ts';
import { inspectDesktop, lookUpDesktop, removeDesktop } from './desktops.ts';
import type { DesktopInfo } from './desktop-info.ts';
import { DeskhandError } from '../base/errors.ts';
import { engineError, engineStatus } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { requireProfile } from './profiles.ts';
import { waitUntilReady } from './readiness.ts';
import type { ReadyOptions } from './readiness.ts';

/** How a desktop came to be ready. */
export interface StartedDesktop {
  readonly desktop: DesktopInfo;
  /** `found`: it was running; `started`: it existed but was stopped; `created`: it is new. */
  readonly how: 'found' | 'started' | 'created';
}

/**
 * A ready desktop of that name: the running one as it is, a stopped one started again, else a new one. What this call
 * creates is removed again when it fails or is interrupted, whenever that happens. Throws `busy` while another desktop
 * has its profile open.
 */
export async function startDesktop(
  engine: Engine,
  spec: DesktopSpec,
  options: ReadyOptions,
): Promise<StartedDesktop> {
  const existing = await lookUpDesktop(engine, spec.name);
  if (existing !== undefined) return wake(engine, existing, options);
  options.signal.throwIfAborted();
  // Not abortable: an aborted request may still make the container, and nobody would know its id.
  const id = await create(engine, spec);
  if (id === undefined) return startDesktop(engine, spec, options);
  try {
    options.signal.throwIfAborted();
    await requireProfile(engine, await inspected(engine, id));
    await engine.docker.getContainer(id).start();
    const desktop = await inspected(engine, id);
    await waitUntilReady(engine, desktop, options);
    return { desktop, how: 'created' };
  } catch (error) {
    await removeDesktop(engine, id);
    throw error instanceof DeskhandError ? error : engineError('start the desktop', error);
  }
}

/** The new container's id, or undefined when another process has just made one of that name. */
async function create(engine: Engine, spec: DesktopSpec): Promise<string | undefined> {
  try {
    const { name, ...body } = containerSpec(spec);
    // Left to itself, dockerode repeats the whole request in the URL: too long for some servers, and the token would
    // stand in access logs.
    const request = { _query: { name }, _body: body } as ContainerCreateOptions;
    return (await engine.docker.createContainer(request)).id;
  } catch (error) {
    const status = engineStatus(error);
    if (status === 404)
      throw new DeskhandError('no_image', `The image ${spec.image} is not there.`, { cause: error });
    if (status === 409 && (await lookUpDesktop(engine, spec.name)) !== undefined) return undefined;
    throw engineError('create the desktop', error);
  }
}

async function wake(engine: Engine, existing: DesktopInfo, options: ReadyOptions): Promise<StartedDesktop> {
  const container = engine.docker.getContainer(existing.id);
  const how = existing.state === 'running' ? 'found' : 'started';
  if (how === 'started') await requireProfile(engine, existing);
  try {
    if (existing.state === 'paused') await container.unpause();
    else if (existing.state !== 'running') await container.start();
  } catch (error) {
    throw engineError(`start the desktop "${existing.name}"`, error);
  }
  const desktop = await inspected(engine, existing.id);
  await waitUntilReady(engine, desktop, options);
  return { desktop, how };
}

async function inspected(engine: Engine, id: string): Promise<DesktopInfo> {
  const desktop = await inspectDesktop(engine, id);
  if (desktop !== undefined) return desktop;
  throw new DeskhandError('not_ready', 'The desktop was removed while it was starting.');
}
