import { DeskhandError } from '../base/errors.ts';
import type { Tab } from './tab.ts';

/** How long a new tab may take to open, and an old one to close, in ms. */
const OPEN_MS = 5000;
const CLOSE_MS = 2000;

type OnChange = (listener: () => void) => () => void;

/** The tab that `find` gives, once it can be asked. Throws `timeout` when that takes longer than 5 s. */
export async function untilOpen(find: () => Tab | undefined, onChange: OnChange): Promise<Tab> {
  const arrived = Promise.withResolvers<Tab>();
  const check = (): void => {
    const tab = find();
    if (tab?.watched === true) arrived.resolve(tab);
  };
  const stop = onChange(check);
  const timer = setTimeout(
    () => arrived.reject(new DeskhandError('timeout', 'The new tab did not open in time.')),
    OPEN_MS,
  );
  try {
    check();
    return await arrived.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Carries out what closes a tab and resolves when it has gone, after 2 s in any case. */
export async function untilClosed(
  tab: Tab,
  onChange: OnChange,
  close: () => Promise<unknown>,
): Promise<void> {
  const gone = Promise.withResolvers<void>();
  tab.session.closed.addEventListener('abort', () => gone.resolve(), { once: true });
  // A page that asks before it closes stays until its dialog is answered: that is no failure.
  const stop = onChange(() => {
    if (tab.dialog !== undefined) gone.resolve();
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await close();
    timer = setTimeout(gone.resolve, CLOSE_MS);
    await gone.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
