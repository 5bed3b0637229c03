import { allowPrivate } from '../allow-private.ts';

/** What `deskhand run` can be told. */
export const runArguments = {
  task: {
    type: 'positional',
    required: false,
    description: 'Task in words (in quotes), or a .yaml file: a task file or a playbook',
  },
  model: { type: 'string', valueHint: 'ID', description: 'Model (default: grok-4-1-fast)' },
  param: {
    type: 'string',
    multiple: true,
    valueHint: 'NAME=VALUE',
    description: 'Parameter of the model, such as temperature=0.2; may be repeated',
  },
  steps: { type: 'string', valueHint: 'N', description: 'Steps that it may take' },
  minutes: { type: 'string', valueHint: 'N', description: 'Minutes that it may take' },
  budget: { type: 'string', valueHint: 'USD', description: 'Dollars that it may cost' },
  'start-url': { type: 'string', valueHint: 'URL', description: 'Page that is open at the start' },
  file: {
    type: 'string',
    multiple: true,
    valueHint: 'PATH',
    description: 'File for it to upload; may be repeated',
  },
  secret: {
    type: 'string',
    multiple: true,
    valueHint: 'NAME=@FILE|env',
    description:
      'Secret, typed as {{secret:NAME}}; no text shows it to the model, but a picture does where a page shows it; may be repeated',
  },
  tools: {
    type: 'string',
    valueHint: 'A,B,…',
    description: 'Actions that the model may use (default: what the task needs)',
  },
  interactive: {
    type: 'boolean',
    description: "Answer the model's questions here, or with `deskhand task answer` (default at a terminal)",
  },
  confirm: {
    type: 'string',
    valueHint: 'WHEN',
    description:
      'Ask before acts: risky, always or never (default): pay, send, submit, delete, download, upload, leave',
  },
  workspace: {
    type: 'string',
    valueHint: 'FOLDER',
    description: "Folder of the model's notes between runs (memory.md)",
  },
  record: {
    type: 'string',
    valueHint: 'FILE',
    description: 'Write a playbook that repeats the run without a model',
  },
  heal: {
    type: 'boolean',
    description: 'Playbook: let the model find what has moved, and write the repaired playbook back',
  },
  resume: {
    type: 'string',
    valueHint: 'RUN',
    description: 'Go on from an interrupted run: its folder or id',
  },
  'strict-model': { type: 'boolean', description: 'Fail when another model answers than was asked for' },
  desktop: { type: 'string', valueHint: 'NAME', description: 'Use this running desktop, not a fresh one' },
  keep: { type: 'boolean', description: 'Keep the fresh desktop afterwards' },
  image: { type: 'string', valueHint: 'IMAGE', description: 'Image of the fresh desktop' },
  'allow-private': allowPrivate,
  resolution: { type: 'string', valueHint: 'WxH', description: 'Size of its display' },
  memory: { type: 'string', valueHint: 'SIZE', description: 'Its memory limit' },
  profile: {
    type: 'string',
    valueHint: 'NAME',
    description: 'Browser profile of the fresh desktop: logins stay for later runs',
  },
  'log-format': {
    type: 'string',
    valueHint: 'text|json',
    description: 'How the fresh desktop logs (default: text)',
  },
  runs: { type: 'string', valueHint: 'FOLDER', description: 'Where records go (default: ./runs)' },
} as const;
