import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptDesktops } from '../../../../src/cli/mcp/kept-desktops.ts';
import { Leases } from '../../../../src/cli/mcp/leases.ts';
import type { DesktopSpec } from '../../../../src/host/container-spec.ts';
import { listDesktops } from '../../../../src/host/desktops.ts';
import { connectEngine } from '../../../../src/host/engine.ts';
import { startDesktop } from '../../../../src/host/start-desktop.ts';
import { startFakeEngine } from '../../host/fake-engine.ts';

/** Never fires. */
export const { signal } = new AbortController();

/** A fake engine, and a folder for the leases on its desktops. */
export async function keptSetup() {
  const fake = await startFakeEngine({ images: ['deskhand:local'] });
  const engine = await connectEngine(fake.env);
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-leases-'));
  const openLeases = () => Leases.open(folder, signal);
  /** As another process has them. */
  const open = async (leases?: Leases) => KeptDesktops.open(engine, leases ?? (await openLeases()));
  return {
    fake,
    engine,
    folder,
    openLeases,
    open,
    desktops: await open(),
    async make(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
      const spec: DesktopSpec = { name, labels, image: 'deskhand:local', token: 'token', seccomp: '{}' };
      await startDesktop(engine, spec, { isReady: async () => true, timeoutMs: 10_000, signal });
    },
    there: async () => (await listDesktops(engine)).map(({ name }) => name),
    leases: async () => (await readdir(folder)).filter((name) => /^[0-9a-f]{24}-/.test(name)),
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Holds one for a client that names none. */
export function holdOwn(desktops: KeptDesktops) {
  return desktops.holdOwn('mark', new Set(), signal);
}
