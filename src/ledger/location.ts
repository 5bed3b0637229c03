import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the machine's ledger lies: `DESKHAND_LEDGER`, else `deskhand/ledger.db` in the user's state folder (XDG). */
export function ledgerPath(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['DESKHAND_LEDGER'];
  if (named !== undefined && named !== '') return named;
  const state = env['XDG_STATE_HOME'];
  const home = env['HOME'] ?? homedir();
  return join(
    state === undefined || state === '' ? join(home, '.local', 'state') : state,
    'deskhand',
    'ledger.db',
  );
}
