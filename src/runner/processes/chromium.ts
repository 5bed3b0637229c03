import type { Readable, Writable } from 'node:stream';
import type { Size } from '../../base/geometry.ts';
import type { Command, ProcessSpec, Teardown } from '../supervisor/process-spec.ts';

/** The browser itself: Debian's wrapper script costs 40 ms and adds flags of its own. */
export const CHROMIUM = '/usr/lib/chromium/chromium';

/** What decides the browser's command line. */
export interface ChromiumFlags {
  readonly profile: string;
  readonly size: Size;
  readonly sandbox: boolean;
  /** /dev/shm is too small to be used. */
  readonly smallSharedMemory: boolean;
  readonly startUrl: string;
  /** Port on 127.0.0.1 of the proxy that is the browser's only way out. */
  readonly proxyPort: number;
}

/** What the browser process needs besides. */
export interface ChromiumOptions {
  readonly flags: () => ChromiumFlags;
  readonly env: Readonly<Record<string, string>>;
  /** Removes what a dead browser left in the profile. */
  readonly prepare: () => Promise<void>;
  /** Resolves when the browser process itself answers; a page that hangs does not keep it from that. */
  readonly answers: () => Promise<unknown>;
  /** Why the browser that runs under this pid has to be ended although it answers; undefined when it need not. */
  readonly inspect: (pid: number) => string | undefined;
  /** The same for one that is starting. */
  readonly inspectStart: (pid: number) => string | undefined;
  /** Time from SIGTERM to SIGKILL, in ms. */
  readonly stopWithinMs: number;
  /** Time for its network process to write cookies after it, in ms. */
  readonly lingerMs?: number | undefined;
  /** Connects to the debugging pipe; resolves once CDP answers. */
  readonly up: (pipe: { write: Writable; read: Readable }, signal: AbortSignal) => Promise<Teardown>;
}

const FEATURES_OFF = [
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'GlobalMediaControls',
  'AutofillServerCommunication',
  'InterestFeedContentSuggestions',
  // The address bar's list as a page, loaded ahead: a quarter of the CPU time of the browser's first seconds (2.2 s, 1.7 s without).
  'WebUIOmniboxPopup',
  // For up to half a second it keeps the old page of a site on the screen while the new one has painted nothing, and drops all
  // input meanwhile without a word, `--allow-pre-commit-input` notwithstanding: an empty canvas lost its first clicks.
  'PaintHolding',
];

/**
 * The address bar learns what was typed and completes it inline: `host/a`, Enter then opened `host/abc`. There is no policy
 * against that, but a field trial takes providers of completions away (components/omnibox, AutocompleteProvider::Type):
 * bookmarks (1), quick history (4) and shortcuts (64).
 */
const NO_INLINE_COMPLETION = [
  '--force-fieldtrials=OmniboxBundledExperimentV1/Exact/',
  `--force-fieldtrial-params=OmniboxBundledExperimentV1.Exact:DisableProviders/${1 + 4 + 64}`,
];

/** Without them the browser asks questions, talks to its maker, slows hidden pages down or needs a GPU. */
const FIXED_FLAGS = [
  '--remote-debugging-pipe',
  '--window-position=0,0',
  '--force-device-scale-factor=1',
  '--no-first-run',
  '--no-default-browser-check',
  '--hide-crash-restore-bubble',
  '--noerrdialogs',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-breakpad',
  '--no-pings',
  // Until a new document has painted something, Chromium would drop clicks and keys without a word.
  '--allow-pre-commit-input',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--password-store=basic',
  ...NO_INLINE_COMPLETION,
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  `--disable-features=${FEATURES_OFF.join(',')}`,
];

/** Chromium's arguments: a visible window over the whole display, debugging over file descriptors 3 and 4, no chatter of its own. */
export function chromiumArgs(flags: ChromiumFlags): string[] {
  return [
    `--user-data-dir=${flags.profile}`,
    `--window-size=${flags.size.width},${flags.size.height}`,
    ...FIXED_FLAGS,
    // --test-type hides the bar that warns of --no-sandbox and would move every page down.
    ...(flags.sandbox ? [] : ['--no-sandbox', '--test-type']),
    ...(flags.smallSharedMemory ? ['--disable-dev-shm-usage'] : []),
    // Without the second Chromium would reach loopback past its proxy.
    `--proxy-server=http://127.0.0.1:${flags.proxyPort}`,
    '--proxy-bypass-list=<-loopback>',
    flags.startUrl,
  ];
}

/** The browser's command: two pipes for CDP. */
export function chromiumCommand(flags: ChromiumFlags, env: Readonly<Record<string, string>>): Command {
  return { file: CHROMIUM, args: chromiumArgs(flags), env, extraPipes: 2 };
}

/** The visible browser. */
export function chromium(options: ChromiumOptions): ProcessSpec {
  return {
    name: 'chromium',
    needs: ['xvfb'],
    // The window manager is there in a tenth of the time to the browser's first window, and would adopt it if not.
    after: [],
    onDemand: false,
    essential: true,
    restart: { maxFailures: 8, healthyAfterMs: 5000 },
    readyWithinMs: 20_000,
    stopWithinMs: options.stopWithinMs,
    // A restart costs every open page: the browser gets longer than anything that a busy machine has been seen to take.
    pulse: {
      everyMs: 500,
      silentLooks: 5,
      patientLooks: 20,
      ask: options.answers,
      inspect: options.inspect,
      inspectStart: options.inspectStart,
    },
    lingerMs: options.lingerMs,
    command: () => chromiumCommand(options.flags(), options.env),
    prepare: options.prepare,
    async ready(child, signal) {
      const [write, read] = [child.stdio[3], child.stdio[4]];
      if (!write || !('write' in write) || !read || !('read' in read))
        throw new Error('Chromium was started without its pipes');
      return options.up({ write, read }, signal);
    },
  };
}
