import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DeskhandError } from '../../base/errors.ts';
import { desktopEnvironment } from '../child-environment.ts';
import { profileFolders } from '../paths.ts';
import { CHROMIUM } from '../processes/chromium.ts';
import { detectSandbox } from '../sandbox.ts';

/**
 * `open URL`: a new tab in the browser that runs. Chromium itself passes the address to the process that owns the profile, as
 * any program of the desktop may do; this needs no token and gives no access to the API. Throws `not_ready` without a browser.
 */
export async function open(urls: readonly string[]): Promise<number> {
  const valid = urls.filter((url) => URL.canParse(url));
  if (valid.length === 0 || valid.length < urls.length) {
    throw new DeskhandError('bad_input', 'open needs an address.', {
      hint: 'For example: deskhand open https://example.com/',
    });
  }
  const profile = profileFolders(process.env['HOME']).find((folder) =>
    existsSync(`${folder}/SingletonSocket`),
  );
  if (profile === undefined) throw new DeskhandError('not_ready', 'No browser runs here.');
  const sandbox = await detectSandbox(process.getuid?.() ?? 0);
  const args = [`--user-data-dir=${profile}`, ...(sandbox.on ? [] : ['--no-sandbox']), ...valid];
  const env = desktopEnvironment(process.env, process.env['DISPLAY'] ?? ':99');
  const child = spawn(CHROMIUM, args, { stdio: 'ignore', env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
