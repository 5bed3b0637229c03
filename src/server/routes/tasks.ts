import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { Access } from '../auth/access.ts';
import { readJsonObject } from '../context.ts';
import type { ServerContext, ServerEnv } from '../context.ts';
import type { ServerDeps, Tasks } from '../deps.ts';
import { mediaType } from '../media-type.ts';
import { requireToken } from '../security.ts';
import { sendRunEvents } from '../sse.ts';

// Files for uploads travel in the body as base64.
const BODY_LIMIT = 64 * 1024 * 1024;

/** Reports carry recorded page content: they get an origin of their own, without network and without our cookies. */
const RECORD_POLICY =
  "sandbox allow-scripts; default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; " +
  "script-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'";

/** In bytes: an answer of 10 000 characters in JSON. */
const ANSWER_LIMIT = 128 * 1024;
const Answer = z.strictObject({ answer: z.string().min(1).max(10_000) });

const Confirm = z.strictObject({ allow: z.boolean(), number: z.int().min(1).optional() });

const lastEventId = z.coerce.number().int().min(0);

/** `/v1/tasks`: submit, list, follow, pause, resume, answer, cancel, and the files of a run. */
export function taskRoutes(
  { tasks, log }: Pick<ServerDeps, 'tasks' | 'log'>,
  access: Access,
): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/', async (c) => c.json(await (await tasks()).list()))
    .post('/', requireToken, async (c) =>
      c.json(await (await tasks()).submit(await readJsonObject(c, BODY_LIMIT)), 202),
    )
    .get('/:id', async (c) => c.json(await (await tasks()).get(c.req.param('id'))))
    .post('/:id/cancel', async (c) => c.json(await (await tasks()).cancel(c.req.param('id'))))
    .post('/:id/pause', async (c) => c.json(await (await tasks()).pause(c.req.param('id'))))
    .post('/:id/resume', async (c) => c.json(await (await tasks()).resume(c.req.param('id'))))
    .post('/:id/answer', async (c) => {
      const { answer } = parseOrThrow(Answer, await readJsonObject(c, ANSWER_LIMIT), 'answer', ['answer']);
      return c.json(await (await tasks()).answer(c.req.param('id'), answer));
    })
    .post('/:id/confirm', async (c) => {
      const body = await readJsonObject(c, ANSWER_LIMIT);
      const { allow, number } = parseOrThrow(Confirm, body, 'confirm', ['allow', 'number']);
      return c.json(await (await tasks()).confirm(c.req.param('id'), allow, number));
    })
    .get('/:id/events', async (c) => {
      const service = await tasks();
      const id = c.req.param('id');
      // Before the stream begins: an error is an answer then.
      await service.getOwn(id);
      // A GET handler answers HEAD too, and its stream would never be read nor closed.
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
      const after = readLastEventId(c);
      return streamSSE(
        c,
        async (stream) => {
          const stop = access.onExpiry(c.get('principal'), () => stream.abort());
          await sendRunEvents(stream, service.events(id, after), (after ?? -1) + 1).finally(stop);
        },
        async (error) => {
          log.error('event stream failed', { run: id, error: String(error) });
        },
      );
    })
    .get('/:id/files', async (c) => c.json(await (await tasks()).files(c.req.param('id'))))
    .get('/:id/files/:path{.+}', async (c) => sendFile(c, await tasks()));
}

function readLastEventId(c: ServerContext): number | undefined {
  const header = c.req.header('last-event-id');
  return header === undefined ? undefined : parseOrThrow(lastEventId, header, 'Last-Event-ID');
}

async function sendFile(c: ServerContext, service: Tasks): Promise<Response> {
  const [id, path] = [c.req.param('id'), c.req.param('path')];
  if (id === undefined || path === undefined) throw new DeskhandError('not_found', 'There is no such file.');
  if (c.req.method === 'HEAD') return describeFile(c, await service.files(id), path);
  const file = await service.openFile(id, path);
  const body = Readable.toWeb(file.stream) as ReadableStream<Uint8Array>;
  return c.body(body, 200, {
    'content-type': mediaType(path),
    'content-length': String(file.size),
    'content-security-policy': RECORD_POLICY,
  });
}

/** The answer to HEAD: nothing is opened that nobody would read. */
function describeFile(c: ServerContext, files: Awaited<ReturnType<Tasks['files']>>, path: string): Response {
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new DeskhandError('not_found', `This run has no file ${path}.`);
  return c.body(null, 200, { 'content-type': mediaType(path), 'content-length': String(file.size) });
}
