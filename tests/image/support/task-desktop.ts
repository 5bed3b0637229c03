import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { FakeXai, FakeXaiOptions } from '../../fixtures/fake-xai/index.ts';
import { startFakeXai } from '../../fixtures/fake-xai/index.ts';
import { deskhand } from './cli.ts';
import { startPageServer } from './page-server.ts';
import type { PageServer } from './page-server.ts';

/** What the tests of one file that run tasks share. */
export interface TaskDesktop {
  /** The desktop's name for the CLI. */
  readonly name: string;
  /** A folder for records and ledgers. */
  readonly folder: string;
  readonly pages: PageServer;
  /** A fake xAI server that the desktop can reach; it is closed after the test. */
  fake(options: FakeXaiOptions): Promise<FakeXai>;
}

/** Has a desktop started by the CLI, a page server and a folder for the tests of the file that calls it, and removes them after. */
export function useTaskDesktop(label: string): TaskDesktop {
  const name = `${label}-${process.pid}`;
  let pages: PageServer | undefined;
  let folder: string | undefined;
  let xai: FakeXai | undefined;

  beforeAll(async () => {
    pages = await startPageServer();
    folder = await mkdtemp(join(tmpdir(), `deskhand-${label}-`));
    const args = ['up', name, '--image', inject('image'), '--allow-private', '*'];
    const { exitCode, stderr } = await deskhand(args);
    if (exitCode !== 0) throw new Error(stderr);
  });

  afterEach(async () => {
    await xai?.close();
    xai = undefined;
  });

  afterAll(async () => {
    await deskhand(['down', name]);
    await pages?.[Symbol.asyncDispose]();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  return {
    name,
    get folder() {
      return started(folder);
    },
    get pages() {
      return started(pages);
    },
    async fake(options) {
      xai = await startFakeXai({ hostname: '0.0.0.0', ...options });
      return xai;
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The desktop is there only while the tests run.');
  return value;
}
