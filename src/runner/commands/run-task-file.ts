import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { TaskFile } from '../../base/task-file.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';

/** A task file's content as the body of `POST /v1/tasks`; secrets come from the environment of the container or from files beside it. */
export async function specOfTaskFile(
  value: unknown,
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, unknown>>> {
  const {
    name: _,
    workspace,
    secrets,
    files,
    ...task
  } = parseOrThrow(TaskFile, value, path, Object.keys(TaskFile.shape));
  if (workspace !== undefined) {
    throw new DeskhandError('bad_input', `${path}: workspace is for the deskhand command on your machine.`, {
      hint: 'In the container notes are kept in $HOME/workspace: mount a volume there.',
    });
  }
  const folder = dirname(path);
  const named = Array.isArray(secrets)
    ? secrets.map((name) => [name, 'env'] as const)
    : Object.entries(secrets ?? {});
  const values = named.map(
    async ([name, source]) => [name, await valueOf(name, source, folder, env)] as const,
  );
  const data = (files ?? []).map(async (file) => ({
    name: basename(file),
    data: (await read(resolve(folder, file))).toString('base64'),
  }));
  return {
    ...task,
    ...(named.length === 0 ? {} : { secrets: Object.fromEntries(await Promise.all(values)) }),
    ...(data.length === 0 ? {} : { files: await Promise.all(data) }),
  };
}

async function valueOf(
  name: string,
  source: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (source.startsWith('@')) {
    return (await read(resolve(folder, source.slice(1)))).toString('utf8').replace(/\r?\n$/, '');
  }
  const variable = source === 'env' ? name : source.slice('env:'.length);
  const value = env[variable];
  if (value !== undefined && value !== '') return value;
  throw new DeskhandError('bad_input', `The variable ${variable} of secret ${name} is not set.`, {
    hint: `docker run -e ${variable} …`,
  });
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `cannot read ${path}: ${String(cause)}`, {
      hint: 'Mount the file into the container: docker run -v "$PWD:/work:ro" …',
      cause,
    });
  });
}
