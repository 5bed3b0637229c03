/**
 * The action's one step: runs the image hardened, copies the record out of the container, and tells outcome and folder to the
 * workflow. Ends with the run's own exit code. Needs nothing but Node and Docker, which GitHub's runners have.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { join, posix, relative, resolve } from 'node:path';

const { env } = process;
const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
const container = `deskhand-${randomUUID()}`;
const folder = join(env.RUNNER_TEMP ?? workspace, container);

// A cancelled workflow: the run is stopped in good order, and its record is kept.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void docker(['stop', container], { mayFail: true }));

try {
  await docker(['create', '--name', container, ...hardening(), ...surroundings(), image(), ...command()]);
  const { code, stdout } = await docker(['start', '--attach', container], { mayFail: true });
  process.stdout.write(stdout);
  const run = lastLine(stdout);
  await tell(await copyRecord(run), run);
  process.exitCode = code;
} catch (error) {
  // One line, as the log of a workflow shows it.
  process.stdout.write(`::error title=deskhand::${String(error.message ?? error).replaceAll('\n', '%0A')}\n`);
  process.exitCode = 2;
} finally {
  await docker(['rm', '--force', '--volumes', container], { mayFail: true });
}

/** As `deskhand up` runs it; the profile lies in the repository that this action is part of. */
function hardening() {
  const seccomp = resolve(import.meta.dirname, '../../image/seccomp.json');
  const fixed =
    '--read-only --volume /tmp --volume /home/desk --cap-drop ALL --security-opt no-new-privileges:true ' +
    '--pids-limit 2048 --memory 4g --shm-size 1g --ulimit nofile=8192:8192';
  return [...fixed.split(' '), '--security-opt', `seccomp=${seccomp}`];
}

/** The workspace, read-only, and the key by its name: its value is on no command line. */
function surroundings() {
  const variables = [
    'XAI_API_KEY',
    'XAI_BASE_URL',
    'ALLOWED_DOMAINS',
    'BLOCKED_DOMAINS',
    'ALLOWED_PRIVATE_HOSTS',
    'RESOLUTION',
    'TZ',
  ];
  const given = variables.filter((name) => (env[name] ?? '') !== '').flatMap((name) => ['--env', name]);
  const machine = ['--add-host', 'host.docker.internal:host-gateway'];
  return ['--volume', `${workspace}:/workspace:ro`, ...machine, ...given];
}

function image() {
  if (env.DESKHAND_IMAGE) return env.DESKHAND_IMAGE;
  if (env.DESKHAND_ACTION_REPOSITORY) return `ghcr.io/${env.DESKHAND_ACTION_REPOSITORY.toLowerCase()}:latest`;
  throw new Error('Say which image to run: this copy of the action belongs to no repository. Input: image.');
}

function command() {
  const { DESKHAND_TASK: task = '', DESKHAND_PLAYBOOK: playbook = '' } = env;
  if ((task === '') === (playbook === '')) throw new Error('Give either task or playbook.');
  const flags = {
    model: env.DESKHAND_MODEL_ID,
    'start-url': env.DESKHAND_START_URL,
    steps: env.DESKHAND_STEPS,
    minutes: env.DESKHAND_MINUTES,
    usd: env.DESKHAND_USD,
  };
  const given = Object.entries(flags).filter(([, value]) => value);
  return [
    'run',
    '--json',
    ...given.map(([name, value]) => `--${name}=${value}`),
    '--',
    task || inside(playbook),
  ];
}

function inside(playbook) {
  const path = relative(workspace, resolve(workspace, playbook));
  if (path.startsWith('..')) throw new Error(`${playbook} is not in the workspace.`);
  return posix.join('/workspace', ...path.split(/[/\\]/));
}

/** The folder of the run, copied out of the container; undefined when it came to none. */
async function copyRecord(run) {
  if (run === undefined) return undefined;
  await mkdir(folder, { recursive: true });
  const { code } = await docker(['cp', `${container}:${run.folder}/.`, folder], { mayFail: true });
  return code === 0 ? folder : undefined;
}

async function tell(record, run) {
  if (record === undefined || run === undefined) return;
  const { error, steps, cost_usd: cost } = run;
  const [outcome, result] = [run.outcome ?? 'failed', run.result ?? ''];
  await output('folder', record);
  await output('outcome', outcome);
  await output('result', result);
  await output('steps', String(steps));
  await output('cost-usd', String(cost));
  const answer = error === undefined ? result : `${error.message}\n${error.hint ?? ''}`;
  const lines = [`### deskhand: ${outcome}`, '', `${steps} steps, $${cost}`, '', '```', answer, '```', ''];
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, lines.join('\n'));
}

/** One output of the step, in the form that takes several lines. */
async function output(name, value) {
  const mark = randomUUID();
  if (env.GITHUB_OUTPUT) await appendFile(env.GITHUB_OUTPUT, `${name}<<${mark}\n${value}\n${mark}\n`);
}

/** What `run --json` prints last (schemas/cli/run.schema.json); undefined when it did not come so far. */
function lastLine(stdout) {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } catch {
    return undefined;
  }
}

function docker(args, { mayFail = false } = {}) {
  return new Promise((done, reject) => {
    const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.on('error', reject).on('close', (code) => {
      if (code === 0 || mayFail) done({ code: code ?? 1, stdout });
      else reject(new Error(`docker ${args[0]} ended with exit code ${code}.`));
    });
  });
}
