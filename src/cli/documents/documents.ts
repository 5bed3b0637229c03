import { z } from 'zod';
import {
  doDocument,
  doListDocument,
  downDocument,
  logLine,
  profilesDocument,
  profilesRemoveDocument,
  psDocument,
  screenshotDocument,
  upDocument,
  viewDocument,
} from './desktops.ts';
import {
  calibrationDocument,
  costDocument,
  modelCheckDocument,
  modelDocument,
  modelsDocument,
  priceDocument,
} from './models.ts';
import {
  completionDocument,
  completionWordsDocument,
  doctorDocument,
  errorDocument,
  helpDocument,
  versionDocument,
} from './program.ts';
import { benchDocument, runDocument, taskDocument } from './runs.ts';

/** What one way of calling a command prints with `--json`. */
export interface OutputDocument {
  /** The command line that prints it. */
  readonly of: string;
  readonly schema: z.ZodType;
  /** A line each, not one document. */
  readonly isStream?: true;
}

/**
 * Every document of `--json` by the name of its file in schemas/cli. `exec` prints what its program prints, and `mcp`
 * speaks its protocol: these two have none but {@link errorDocument}.
 */
export const DOCUMENTS: Readonly<Record<string, OutputDocument>> = {
  run: { of: 'run', schema: runDocument },
  task: { of: 'task', schema: taskDocument },
  bench: { of: 'bench models', schema: benchDocument },
  up: { of: 'up', schema: upDocument },
  down: { of: 'down', schema: downDocument },
  ps: { of: 'ps', schema: psDocument },
  profiles: { of: 'profiles', schema: profilesDocument },
  'profiles-remove': { of: 'profiles remove', schema: profilesRemoveDocument },
  do: { of: 'do ACTION', schema: doDocument },
  'do-list': { of: 'do --list', schema: doListDocument },
  screenshot: { of: 'screenshot', schema: screenshotDocument },
  view: { of: 'view', schema: viewDocument },
  logs: { of: 'logs', schema: logLine, isStream: true },
  models: { of: 'models', schema: modelsDocument },
  'models-show': { of: 'models show', schema: modelDocument },
  'models-check': { of: 'models check', schema: modelCheckDocument },
  'models-calibrate': { of: 'models calibrate', schema: calibrationDocument },
  cost: { of: 'cost', schema: costDocument },
  'cost-of': { of: 'cost of', schema: priceDocument },
  doctor: { of: 'doctor', schema: doctorDocument },
  completion: { of: 'completion', schema: completionDocument },
  'completion-words': { of: 'completion words', schema: completionWordsDocument },
  help: { of: '--help', schema: helpDocument },
  version: { of: '--version', schema: versionDocument },
  error: { of: '(any that fails)', schema: errorDocument },
};

/** The JSON Schema of one document. */
export function documentSchema({ of, schema, isStream }: OutputDocument): object {
  const what = isStream === true ? 'one line' : 'the output';
  return { title: `deskhand ${of} --json: ${what}`, ...z.toJSONSchema(schema) };
}
