#!/usr/bin/env node
import { goDirect } from '../base/proxy-environment.ts';
import { dispatch } from './dispatch.ts';

// The runner asks itself over loopback, from other processes too; a proxy of the network would look at home.
goDirect(process.env, ['localhost', '127.0.0.1', '[::1]']);

// Not `process.exitCode`: a connection that somebody keeps open must not keep the container up.
process.exit(await dispatch(process.argv.slice(2)));
