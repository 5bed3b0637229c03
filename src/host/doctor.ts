import { isBuiltLocally } from './images.ts';

/** One thing that a desktop needs, and how it stands. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found: one sentence. */
  readonly message: string;
  /** What makes it right. */
  readonly cure?: string;
}

/** What is known about this machine; undefined is "could not be found out" unless said otherwise. */
export interface MachineFacts {
  /** `process.versions.node`. */
  readonly node: string;
  readonly engine:
    | {
        readonly host: string;
        readonly version: string;
        readonly apparmor: boolean;
        readonly seccomp: boolean;
        readonly operatingSystem: string;
      }
    | { readonly error: string; readonly hint?: string | undefined };
  /** Version of the compose plugin; undefined when there is none. */
  readonly compose?: string | undefined;
  /** Version of the buildx plugin; undefined when there is none. */
  readonly buildx?: string | undefined;
  /** Kernel settings by name, where the engine runs on this machine's kernel. */
  readonly sysctl: Readonly<Record<string, number | undefined>>;
  readonly image: { readonly name: string; readonly present: boolean; readonly inClone: boolean };
  /** Where a key was found. */
  readonly key?: string | undefined;
  /** Free bytes where the engine keeps its data. */
  readonly freeBytes?: number | undefined;
}

const GIB = 1024 ** 3;

/** Every check, in the order in which a reader would go about them. Pure. */
export function diagnose(facts: MachineFacts): readonly Check[] {
  return [
    checkNode(facts),
    checkEngine(facts),
    checkPlugin('compose', facts.compose, '`docker compose up`'),
    checkPlugin('buildx', facts.buildx, 'building the image'),
    checkSeccomp(facts),
    checkUserNamespaces(facts),
    checkImage(facts),
    checkDisk(facts),
    checkKey(facts),
  ].filter((check) => check !== undefined);
}

function checkNode({ node }: MachineFacts): Check {
  const major = Number.parseInt(node, 10);
  if (major >= 24) return { name: 'node', status: 'ok', message: `Node ${node}.` };
  return {
    name: 'node',
    status: major >= 22 ? 'warn' : 'fail',
    message: `Node ${node} is older than 24.`,
    cure: 'Install Node 24 or newer; inside the clone, npm scripts bring their own.',
  };
}

function checkEngine({ engine }: MachineFacts): Check {
  const name = 'engine';
  if ('error' in engine)
    return {
      name,
      status: 'fail',
      message: engine.error,
      ...(engine.hint === undefined ? {} : { cure: engine.hint }),
    };
  const found = `Docker ${engine.version} at ${engine.host} (${engine.operatingSystem}).`;
  // 20.10 brought `host-gateway`, which the desktops' host names use.
  if (!olderThan(engine.version, 20, 10)) return { name, status: 'ok', message: found };
  return { name, status: 'fail', message: `${found} It is older than 20.10.`, cure: 'Update Docker.' };
}

function checkPlugin(name: string, version: string | undefined, purpose: string): Check {
  if (version !== undefined) return { name, status: 'ok', message: `docker ${name} ${version}.` };
  return {
    name,
    status: 'warn',
    message: `The ${name} plugin is missing; ${purpose} needs it.`,
    cure: `Install the package docker-${name}-plugin or docker-${name}.`,
  };
}

function checkSeccomp({ engine }: MachineFacts): Check | undefined {
  if ('error' in engine || engine.seccomp) return undefined;
  return {
    name: 'seccomp',
    status: 'warn',
    message: 'The engine filters no system calls: it was built or started without seccomp.',
    cure: 'Use an engine and a kernel with seccomp.',
  };
}

function checkUserNamespaces({ sysctl, engine }: MachineFacts): Check {
  const name = 'user namespaces';
  const off = "Desktops run, but with Chromium's own sandbox off.";
  if (sysctl['user.max_user_namespaces'] === 0)
    return {
      name,
      status: 'warn',
      message: `The kernel allows none (user.max_user_namespaces is 0). ${off}`,
      cure: 'sudo sysctl -w user.max_user_namespaces=28633',
    };
  if (sysctl['kernel.unprivileged_userns_clone'] === 0)
    return {
      name,
      status: 'warn',
      message: `The kernel allows them to root only (kernel.unprivileged_userns_clone is 0). ${off}`,
      cure: 'sudo sysctl -w kernel.unprivileged_userns_clone=1',
    };
  const apparmor = !('error' in engine) && engine.apparmor;
  if (sysctl['kernel.apparmor_restrict_unprivileged_userns'] === 1 && apparmor)
    return {
      name,
      status: 'warn',
      message: `AppArmor may refuse them (kernel.apparmor_restrict_unprivileged_userns is 1). ${off}`,
      cure: 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    };
  const known = Object.values(sysctl).some((value) => value !== undefined);
  return {
    name,
    status: 'ok',
    message: known ? "The kernel allows them: Chromium's sandbox can be on." : 'No setting refuses them.',
  };
}

function checkImage({ image }: MachineFacts): Check {
  if (image.present) return { name: 'image', status: 'ok', message: `${image.name} is there.` };
  const message = `${image.name} is not there.`;
  if (!isBuiltLocally(image.name))
    return {
      name: 'image',
      status: 'warn',
      message,
      cure: `docker pull ${image.name}, or the first start does`,
    };
  return {
    name: 'image',
    status: 'fail',
    message,
    cure: image.inClone ? 'npm run image' : 'Name a published image with --image or DESKHAND_IMAGE.',
  };
}

function checkDisk({ freeBytes }: MachineFacts): Check | undefined {
  if (freeBytes === undefined) return undefined;
  const message = `${(freeBytes / GIB).toFixed(1)} GiB are free where the engine keeps its data.`;
  if (freeBytes >= 4 * GIB) return { name: 'disk', status: 'ok', message };
  return {
    name: 'disk',
    status: freeBytes >= GIB ? 'warn' : 'fail',
    message,
    cure: '`docker system df` shows what takes the space, `docker system prune` frees some.',
  };
}

function checkKey({ key }: MachineFacts): Check {
  if (key !== undefined) return { name: 'key', status: 'ok', message: `An API key is set (${key}).` };
  return {
    name: 'key',
    status: 'warn',
    message: 'No API key is set; playbooks run without one, tasks do not.',
    cure: 'Set XAI_API_KEY, or XAI_API_KEY_FILE to a file that holds it.',
  };
}

function olderThan(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return a < major || (a === major && b < minor);
}
