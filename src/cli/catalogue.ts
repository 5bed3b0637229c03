import type { Command } from './command.ts';

/** A command's line in the help and the way to its code, which is loaded only when it is called. */
export interface Entry {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

/** All commands in the order of the help. */
export const catalogue: Readonly<Record<string, Entry>> = {
  run: {
    description: 'Do a task or a playbook on a fresh desktop',
    load: async () => (await import('./commands/run.ts')).default,
  },
  task: {
    description: 'Show, pause, resume, answer or cancel the task of a desktop',
    load: async () => (await import('./commands/task.ts')).default,
  },
  bench: {
    description: 'Compare models on real tasks: time, tokens, dollars, success',
    load: async () => (await import('./commands/bench.ts')).default,
  },
  up: {
    description: 'Start a desktop and keep it',
    load: async () => (await import('./commands/up.ts')).default,
  },
  down: {
    description: 'Remove desktops',
    load: async () => (await import('./commands/down.ts')).default,
  },
  ps: { description: 'List desktops', load: async () => (await import('./commands/ps.ts')).default },
  profiles: {
    description: 'List or remove kept browser profiles',
    load: async () => (await import('./commands/profiles.ts')).default,
  },
  do: {
    description: 'Do one action on a desktop',
    load: async () => (await import('./commands/do.ts')).default,
  },
  screenshot: {
    description: 'Take a picture of a desktop',
    load: async () => (await import('./commands/screenshot.ts')).default,
  },
  view: {
    description: 'Give a link to watch a desktop live',
    load: async () => (await import('./commands/view.ts')).default,
  },
  mcp: {
    description: 'Serve a desktop to MCP clients over stdin and stdout',
    load: async () => (await import('./commands/mcp.ts')).default,
  },
  logs: {
    description: 'Show what a desktop logs',
    load: async () => (await import('./commands/logs.ts')).default,
  },
  exec: {
    description: 'Run a program in a desktop',
    load: async () => (await import('./commands/exec.ts')).default,
  },
  models: {
    description: 'List models, explain one, check it with your key, or calibrate it',
    load: async () => (await import('./commands/models.ts')).default,
  },
  cost: {
    description: 'Price a usage object, or sum up what was spent',
    load: async () => (await import('./commands/cost.ts')).default,
  },
  doctor: {
    description: 'Check what this machine has and lacks',
    load: async () => (await import('./commands/doctor.ts')).default,
  },
  completion: {
    description: 'Print what makes a shell complete these commands',
    load: async () => (await import('./commands/completion.ts')).default,
  },
};
