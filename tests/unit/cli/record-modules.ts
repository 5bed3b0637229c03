import { registerHooks } from 'node:module';

/** Preloaded before the CLI: writes every module that Node resolved to stderr when the process ends. */
const urls = new Set<string>();

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (found.url.startsWith('file:')) urls.add(found.url);
    return found;
  },
});

process.on('exit', () => process.stderr.write(`\nmodules: ${JSON.stringify([...urls])}\n`));
