#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Halves the start. In the user's own cache and not in /tmp, where others could put code for us to run.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'deskhand'));

const { runCli } = await import('./run-cli.ts');
await runCli(process.argv.slice(2));
