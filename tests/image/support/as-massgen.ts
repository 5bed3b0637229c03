import Docker from 'dockerode';
import { execa } from 'execa';
import { inject } from 'vitest';
import { TEST_LABEL } from './desktop.ts';

/** How a command ended: standard output and error mixed, as the Docker SDK for Python gives them. */
export interface ExecResult {
  readonly exitCode: number;
  readonly output: Buffer;
}

/** A container as `docker run -d IMAGE` makes it, used only as MassGen's tools use it. */
export interface PlainContainer extends AsyncDisposable {
  /** The address by which the container reaches this machine. */
  readonly gateway: string;
  /** `container.exec_run("…", environment={"DISPLAY": ":99"})`: no shell, the string split as shlex does. */
  exec(command: string): Promise<ExecResult>;
  /** The same without a DISPLAY of its own, as file commands are run. */
  execPlain(command: string): Promise<ExecResult>;
  /** `container.get_archive(path)`: the bytes of the tar file. */
  archive(path: string): Promise<Buffer>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** What a configuration of MassGen's says of the container. */
export interface PlainContainerOptions {
  /** The name by which it is found. Other tests may run beside this one, so it has a suffix, which MassGen's own filter matches too. */
  readonly name?: string;
  readonly display?: string;
}

/**
 * `docker run -d --name cua-container IMAGE`, with nothing more than a label and leave to see the tests' pages, which this machine
 * serves.
 */
export async function runPlainContainer({
  name = `cua-container-${inject('run')}`,
  display = ':99',
}: PlainContainerOptions = {}): Promise<PlainContainer> {
  const more = ['--label', `${TEST_LABEL}=${inject('run')}`, '-e', 'ALLOWED_PRIVATE_HOSTS=*'];
  await execa('docker', ['run', '-d', '--name', name, ...more, inject('image')]);
  const container = new Docker().getContainer(name);
  const { NetworkSettings: network } = await container.inspect();
  const gateways = Object.values(network.Networks).map(({ Gateway }) => Gateway);
  const gateway = gateways.find((address) => address !== '');
  if (gateway === undefined) throw new Error('The container has no gateway to this machine.');
  const exec = async (command: string, env: string[]): Promise<ExecResult> => {
    const started = await container.exec({
      Cmd: splitLikeShlex(command),
      Env: env,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await started.start({});
    const chunks: Buffer[] = [];
    const sink = { write: (chunk: Buffer) => chunks.push(chunk) > 0 };
    container.modem.demuxStream(stream, sink, sink);
    await new Promise((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', reject);
    });
    const { ExitCode } = await started.inspect();
    return { exitCode: ExitCode ?? -1, output: Buffer.concat(chunks) };
  };
  return {
    gateway,
    exec: (command) => exec(command, [`DISPLAY=${display}`]),
    execPlain: (command) => exec(command, []),
    async archive(path) {
      const chunks: Buffer[] = [];
      for await (const chunk of await container.getArchive({ path })) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    },
    stop: () => container.stop(),
    start: () => container.start(),
    async [Symbol.asyncDispose]() {
      await container.remove({ force: true, v: true });
    },
  };
}

/** Splits a command line as Python's `shlex.split` does (POSIX mode). */
export function splitLikeShlex(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs)) {
    words.push(
      word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_, single, double, escaped) =>
        String(single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped),
      ),
    );
  }
  return words;
}

/** The text as MassGen puts it on a command line: `'` as `'\''`, all of it in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
