import { Hono } from 'hono';
import { z } from 'zod';
import { observationToJson } from '../../actions/observation.ts';
import { clientSignal, readQuery } from '../context.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';

const region = z
  .string()
  .regex(/^\d+,\d+,[1-9]\d*,[1-9]\d*$/, { error: 'must be x,y,width,height in whole pixels' })
  .transform((text) => {
    const [x = 0, y = 0, width = 0, height = 0] = text.split(',').map(Number);
    return { x, y, width, height };
  });

/** What `GET /v1/screenshot` takes. */
export const screenshotQuery = z.strictObject({
  format: z.enum(['jpeg', 'png']).default('jpeg'),
  quality: z.coerce.number().int().min(1).max(100).optional(),
  scale: z.coerce.number().min(0.05).max(1).optional(),
  region: region.optional(),
  observe: z.enum(['settled', 'now']).default('now'),
});

const observationQuery = z.strictObject({ observe: z.enum(['settled', 'now']).default('settled') });

/** `GET /v1/screenshot`: a picture's bytes. `GET /v1/observation`: what can be seen, with the frame in base64. Both need the permission to look. */
export function screenRoutes({ executor }: Pick<ServerDeps, 'executor'>): Hono<ServerEnv> {
  return new Hono<ServerEnv>()
    .get('/screenshot', async (c) => {
      const options = readQuery(c, screenshotQuery);
      executor.table.requireSight();
      const { frame, settled } = await executor.screenshot({ ...options, signal: clientSignal(c) });
      // Our buffers are never shared memory, which is all that the type would exclude.
      return c.body(frame.data as Buffer<ArrayBuffer>, 200, {
        'content-type': frame.mediaType,
        'content-length': String(frame.data.length),
        'x-settled': String(settled),
        'x-size': `${frame.width}x${frame.height}`,
      });
    })
    .get('/observation', async (c) => {
      const { observe } = readQuery(c, observationQuery);
      executor.table.requireSight();
      return c.json(observationToJson(await executor.observe({ observe, signal: clientSignal(c) })));
    });
}
