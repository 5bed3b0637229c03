import Docker from 'dockerode';
import type { TestProject } from 'vitest/node';
import { ensureImage } from '../../../scripts/image.ts';
import { TEST_LABEL } from './desktop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Id of the image under test. */
    image: string;
    /** Value of the label on everything that this run makes. */
    run: string;
  }
}

/**
 * Builds the image once for all image tests (or takes the one that DESKHAND_TEST_IMAGE names), and removes at the end whatever a test has left behind.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const run = `${process.pid}-${Date.now().toString(36)}`;
  project.provide(
    'image',
    process.env['DESKHAND_TEST_IMAGE'] ?? (await ensureImage({ tag: 'deskhand:local' })),
  );
  project.provide('run', run);
  return () => removeLabelled(`${TEST_LABEL}=${run}`);
}

async function removeLabelled(label: string): Promise<void> {
  const docker = new Docker();
  const filters = { label: [label] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
}
