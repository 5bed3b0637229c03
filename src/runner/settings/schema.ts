import { z } from 'zod';
import { toDeskhandError } from '../../base/errors.ts';
import { parseRange } from '../../network/addresses.ts';
import { parseHostPattern } from '../../network/host-pattern.ts';
import { LOG_LEVELS } from '../log.ts';

/** How one environment variable is read and documented. */
export interface SettingSpec<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** One sentence for the docs table. */
  readonly description: string;
  /** The default in words, for the docs table; the schema holds the value. */
  readonly defaultText: string;
  /** Set to nothing is not the same as not set: for what must fail closed. */
  readonly keepEmpty?: true;
  /** A secret: it may also be given as `NAME_FILE`, is masked in logs and taken out of the environment once read. */
  readonly secret?: true;
}

const pixels = (least: number) => z.coerce.number().int().min(least).max(7680);
const url = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://example.com/' });
/** What Chromium opens as a page; a scheme that it does not know would be handed to a program of the desktop. */
const page = z.url({ protocol: /^(https?|data|file|blob)$/ });
const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  .pipe(z.array(z.string()));
const readableBy = (read: (entry: string) => unknown) =>
  list.superRefine((entries, context) => {
    for (const entry of entries) {
      try {
        read(entry);
      } catch (error) {
        const { message, hint } = toDeskhandError(error);
        context.addIssue({ code: 'custom', message: `${message} ${hint ?? ''}`.replace(/\.? ?$/, '') });
      }
    }
  });
const domains = readableBy(parseHostPattern);
const hostsAndRanges = readableBy((entry) => parseRange(entry) ?? parseHostPattern(entry));
const dollars = z.coerce
  .number({ error: 'must be an amount of dollars above 0' })
  .positive({ error: 'must be an amount of dollars above 0' });
/** The right token opens however often others were wrong, so it must be beyond guessing; a header carries no more than these characters. */
const token = z.string().regex(/^[!-~]{16,}$/, {
  error: 'must have 16 characters or more, visible ASCII without white space',
});
const secret = z.string().min(1, { error: 'must not be empty' });

/** Every environment variable that the runner reads, by name. The docs table is generated from it. */
export const SETTINGS = {
  XAI_API_KEY: {
    schema: secret.optional(),
    description: 'Key for the model. It may come with each task instead.',
    defaultText: 'none',
    secret: true,
  },
  XAI_BASE_URL: {
    schema: url.optional(),
    description: 'Base URL of the model API.',
    defaultText: "the model's own host",
  },
  DESKHAND_MODEL: {
    schema: z.string().min(1).default('grok-4-1-fast'),
    description: 'Model for tasks that name none.',
    defaultText: '`grok-4-1-fast`',
  },
  DESKHAND_BUDGET_PER_DAY: {
    schema: dollars.optional(),
    description: 'Dollars that all tasks of this desktop may cost in a day (UTC).',
    defaultText: 'none',
  },
  DESKHAND_BUDGET_PER_KEY: {
    schema: dollars.optional(),
    description: 'Dollars that one API key may cost in all, as far as the ledger of this desktop knows.',
    defaultText: 'none',
  },
  DESKHAND_TOKEN: {
    schema: token.optional(),
    description:
      'Bearer token that guards the API, the viewer and VNC over WebSocket: 16 characters or more, such as `openssl rand -hex 24` prints.',
    defaultText: 'random, printed once as a ready link',
    secret: true,
  },
  VNC_PASSWORD: {
    schema: secret.optional(),
    description:
      'Switches raw VNC on at port 5900. Only its first 8 characters count: the protocol has no more.',
    defaultText: 'none: no raw VNC',
    secret: true,
  },
  DISPLAY: {
    schema: z
      .string()
      .regex(/^:\d{1,5}$/, { error: 'must be a colon and a number, such as :99' })
      .default(':99'),
    description: 'The X display.',
    defaultText: '`:99`',
  },
  DISPLAY_WIDTH: {
    schema: pixels(320).default(1280),
    description: "The display's width in pixels.",
    defaultText: '`1280`',
  },
  DISPLAY_HEIGHT: {
    schema: pixels(240).default(800),
    description: "The display's height in pixels.",
    defaultText: '`800`',
  },
  RESOLUTION: {
    schema: z
      .string()
      .regex(/^\d+x\d+(x24)?$/, { error: 'must be WIDTHxHEIGHT, such as 1280x800' })
      .optional(),
    description: 'Both at once, as `1280x800`; wins over the two above.',
    defaultText: 'none',
  },
  START_URL: {
    schema: z
      .union([page, z.string().regex(/^(about|demo):/)], {
        error: 'must be a URL such as https://example.com/',
      })
      .optional(),
    description: 'The page to open at the start.',
    defaultText: 'an empty page',
  },
  TZ: {
    schema: z
      .string()
      .refine(isTimeZone, { error: 'must be a time zone such as Europe/Berlin or UTC' })
      .optional(),
    description: "The desktop's time zone.",
    defaultText: '`UTC`',
  },
  ALLOWED_DOMAINS: {
    schema: domains.optional(),
    description:
      'The only sites that the browser may reach, pages and what they load alike: `example.com` (its subdomains too), `*.example.com` (only those), addresses, each with `:port` if wanted, comma-separated.',
    defaultText: 'all',
  },
  BLOCKED_DOMAINS: {
    schema: domains.default([]),
    description: 'Sites that the browser must not reach, written alike; they win over `ALLOWED_DOMAINS`.',
    defaultText: 'none',
  },
  ALLOWED_PRIVATE_HOSTS: {
    schema: hostsAndRanges.default([]),
    description:
      'What the browser may reach though it is private (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7) or in this container: host names, addresses, ranges such as `10.0.0.0/8`, or `*`. Link-local addresses need their range, metadata services of clouds their own address.',
    defaultText: 'none',
  },
  DESKHAND_PORT: {
    schema: z.coerce.number().int().min(1).max(65535).default(6080),
    description: 'Port of the API and the viewer.',
    defaultText: '`6080`',
  },
  DESKHAND_ALLOWED_HOSTS: {
    schema: list.default([]),
    description:
      'Host names, besides loopback names, IP addresses and the container name, under which the API may be called.',
    defaultText: 'none',
  },
  DESKHAND_ACTIONS: {
    schema: list.default([]),
    description: 'Opt-in actions to switch on, such as `shell`.',
    defaultText: 'none',
  },
  DESKHAND_PERMISSIONS: {
    schema: list.optional(),
    keepEmpty: true,
    description:
      'The only actions there are, at every door: names of actions, kinds (`read`, `input`, `navigate`, `system`) and `cdp`. An unknown name or an empty list stops the start.',
    defaultText: 'everything',
  },
  DESKHAND_ALLOW_COOKIES: {
    schema: z.stringbool({ error: 'must be true or false' }).default(false),
    description: 'Lets the token read and set the browser’s cookies: `GET` and `PUT /v1/cookies`.',
    defaultText: '`false`',
  },
  DESKHAND_LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS).default('info'),
    description: 'Least level that is logged: `debug`, `info`, `warn`, `error`.',
    defaultText: '`info`',
  },
  DESKHAND_LOG_FORMAT: {
    schema: z.enum(['text', 'json']).optional(),
    description: 'Log lines as `text` or `json`; `--log-format` wins.',
    defaultText: '`LOG_FORMAT`',
  },
  LOG_FORMAT: {
    schema: z.enum(['text', 'json']).default('text'),
    description: 'The same under the name that many images share.',
    defaultText: '`text`',
  },
  DESKHAND_DEMO_DIR: {
    schema: z.string().default('/usr/share/deskhand/demo'),
    description: 'Folder of the demo pages.',
    defaultText: '`/usr/share/deskhand/demo`',
  },
} as const satisfies Record<string, SettingSpec>;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** The parsed value of each variable. */
export type SettingValues = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

/** A name of the IANA time zone database, as ICU knows them; the C library takes any other text for UTC without a word. */
function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
