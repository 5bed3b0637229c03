import { flushCompileCache } from 'node:module';

/**
 * `warm-up`, for the image's build: loads what `serve` loads without starting anything, so that Node's compile cache
 * (NODE_COMPILE_CACHE) holds it and a container's first start need not compile it.
 */
export async function warmUp(): Promise<number> {
  await Promise.all([
    import('./serve.ts'),
    import('./healthcheck.ts'),
    import('../window-manager-check.ts'),
    import('../../actions/executor.ts'),
    import('../../browser/open.ts'),
    import('../../desktop/open.ts'),
    import('../../server/listen.ts'),
  ]);
  flushCompileCache();
  return 0;
}
