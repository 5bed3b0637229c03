import { z } from 'zod';
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
const url = z.url({ error: 'must be a URL such as https://example.com/' });
const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  .pipe(z.array(z.string()));
const dollars = z.coerce
  .number({ error: 'must be an amount of dollars above 0' })
  .positive({ error: 'must be an amount of dollars above 0' });
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
    schema: secret.optional(),
    description:
      'Bearer token that guards the API, the viewer and VNC over WebSocket; 16 random characters or more.',
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
      .union([url, z.string().regex(/^(about|demo):/)], {
        error: 'must be a URL such as https://example.com/',
      })
      .optional(),
    description: 'The page to open at the start.',
    defaultText: 'an empty page',
  },
  ALLOWED_DOMAINS: {
    schema: list.optional(),
    description: 'Domains that the browser may resolve, comma-separated, each with its subdomains.',
    defaultText: 'all',
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
