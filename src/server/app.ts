import { Hono } from 'hono';
import type { Access } from './auth/access.ts';
import { ControlHolder } from './control-holder.ts';
import type { ServerEnv } from './context.ts';
import type { ServerDeps, ServerOptions } from './deps.ts';
import { errorResponse, notFound } from './error-response.ts';
import { actionRoutes } from './routes/actions.ts';
import { cdpRoutes } from './routes/cdp.ts';
import { contractRoutes } from './routes/contract.ts';
import { controlRoutes } from './routes/control.ts';
import { cookieRoutes } from './routes/cookies.ts';
import { demoRoutes } from './routes/demo.ts';
import { dialectRoutes } from './routes/dialects.ts';
import { healthRoutes } from './routes/health.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { screenRoutes } from './routes/screen.ts';
import { sessionRoutes } from './routes/session.ts';
import { taskRoutes } from './routes/tasks.ts';
import { viewerRoutes } from './routes/viewer.ts';
import { guardAccess, guardOrigin, joinTrace, securityHeaders } from './security.ts';

/** The HTTP side of a desktop and what its WebSocket side shares with it. */
export interface App {
  readonly hono: Hono<ServerEnv>;
  readonly access: Access;
  readonly control: ControlHolder;
}

/**
 * Every HTTP route of the design. Public: `/healthz`, `/readyz` and the viewer's own files, which hold nothing. `/demo` needs a
 * ticket's cookie, all else the token or a session; without one nobody learns which routes there are.
 */
export function createApp(deps: ServerDeps, options: ServerOptions): App {
  const { access } = options;
  const control = new ControlHolder(deps.executor.control, deps.releaseInput);
  const hono = new Hono<ServerEnv>();
  hono.onError((error, c) => errorResponse(c, error, deps.log));
  hono.notFound((c) => errorResponse(c, notFound(c), deps.log));
  hono.use('*', securityHeaders);
  hono.route('/', healthRoutes(deps, options.allowedHosts));
  hono.use('*', guardOrigin(options.allowedHosts));
  hono.route('/', viewerRoutes(access, options.viewerDir));
  hono.route('/demo', demoRoutes(access, options.demoDir));
  hono.use('*', guardAccess(access));
  hono.use('*', joinTrace);
  hono.route('/', contractRoutes(deps));
  hono.route('/', mcpRoutes(deps));
  hono.route('/cdp', cdpRoutes(deps));
  hono.route('/', metricsRoutes(deps));
  hono.route('/v1', actionRoutes(deps));
  hono.route('/v1', dialectRoutes(deps));
  hono.route('/v1', screenRoutes(deps));
  hono.route('/v1', sessionRoutes(access));
  hono.route('/v1', controlRoutes(control));
  hono.route('/v1', cookieRoutes(deps));
  hono.route('/v1/tasks', taskRoutes(deps, access));
  return { hono, access, control };
}
