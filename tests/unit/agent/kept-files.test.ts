import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { chooseKept, MAX_KEPT_BYTES } from '../../../src/agent/kept-files.ts';
import { finish } from '../../fixtures/fake-xai/index.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

test('a run’s files are in its record, and its playbook names them there', async () => {
  let turn = 0;
  const server = await fake({
    brain: () =>
      [
        { calls: [{ name: 'upload', args: { ref: 'e1', files: ['Rechnung März.pdf'] } }] },
        { calls: [{ name: 'upload', args: { ref: 'e1', files: ['a.txt', 'Rechnung März.pdf'] } }] },
        finish('sent'),
      ][turn++] ?? {},
  });
  await using fixture = await makeService();
  fixture.desktop.page.elements = [{ role: 'button', name: 'Receipt' }];
  const files = [
    { name: 'Rechnung März.pdf', data: b64('%PDF') },
    { name: 'a.txt', data: b64('a') },
  ];
  const { head } = await fixture.run(task(server, { files }));
  expect(head.outcome).toBe('done');
  const folder = join(fixture.dir, head.id);
  expect(await readFile(join(folder, 'files/Rechnung März.pdf'), 'utf8')).toBe('%PDF');
  const playbook = parse(await readFile(join(folder, 'playbook.yaml'), 'utf8')) as object;
  expect(playbook).toMatchObject({
    files: ['files/Rechnung März.pdf', 'files/a.txt'],
    steps: [
      { upload: { name: 'Receipt', role: 'button', file: 'Rechnung März.pdf' } },
      // Several at once are one action, none of them lost.
      { do: { action: 'upload', files: ['a.txt', 'Rechnung März.pdf'], on: { name: 'Receipt' } } },
    ],
  });
});

test('what is too large for a record is left out and said, the small ones stay', async () => {
  const sized = (name: string, size: number) => ({ name, data: Buffer.alloc(size) });
  const [film, note, scan] = [sized('film', 90), sized('note', 1), sized('scan', 60)];
  expect(chooseKept([film, note, scan], 100)).toEqual({ kept: [note, scan], left: [film] });
  const server = await fake({ brain: () => finish('ok') });
  await using fixture = await makeService();
  const big = { name: 'film.bin', data: Buffer.alloc(MAX_KEPT_BYTES + 1).toString('base64') };
  const { head, events } = await fixture.run(task(server, { files: [big] }));
  expect(head.outcome).toBe('done');
  expect(events).toContainEqual({
    type: 'progress',
    message: expect.stringMatching(/at most 32 MiB.*without film\.bin/) as string,
  });
  expect(fixture.uploads.has('film.bin')).toBe(true);
});
