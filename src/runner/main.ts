#!/usr/bin/env node
import { dispatch } from './dispatch.ts';

// Not `process.exitCode`: a connection that somebody keeps open must not keep the container up.
process.exit(await dispatch(process.argv.slice(2)));
