import { Desktop } from '../src/index.ts'; // in a project of your own: from 'deskhand'

/**
 * The desktop that `DESKHAND_URL` and `DESKHAND_TOKEN` name; with a prefix, another one (`B_DESKHAND_URL`, …).
 * Throws an error that says how to get one when they are not set.
 */
export function connect(prefix = ''): Desktop {
  const url = process.env[`${prefix}DESKHAND_URL`];
  const token = process.env[`${prefix}DESKHAND_TOKEN`];
  if (url !== undefined && token !== undefined) return new Desktop({ url, token });
  throw new Error(
    `Set ${prefix}DESKHAND_URL and ${prefix}DESKHAND_TOKEN; \`deskhand up --json\` prints both as url and token.`,
  );
}

/** The API key of the model; throws when there is none. */
export function modelKey(): string {
  const key = process.env['XAI_API_KEY'];
  if (key !== undefined && key !== '') return key;
  throw new Error('Set XAI_API_KEY.');
}
