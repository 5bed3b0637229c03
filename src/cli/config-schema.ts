import { z } from 'zod';

const MEBIBYTE = 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = { k: 1024, m: MEBIBYTE, g: 1024 ** 3 };

/** Ports that no browser and no fetch calls, our own included (Fetch Standard, port blocking). */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
  113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548,
  554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
  6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]); // prettier-ignore

/** A number that may come as text, from a flag or a variable. */
function numeric(schema: z.ZodNumber) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\s*-?[\d.]+\s*$/.test(value) ? Number(value) : value),
    schema,
  );
}

const positive = (what: string) => numeric(z.number(`must be ${what}`).positive(`must be ${what}`));
const count = (what: string) =>
  numeric(z.number(`must be ${what}`).int(`must be ${what}`).positive(`must be ${what}`));

const yesOrNo = z.preprocess((value) => {
  if (value === 'true' || value === '1' || value === 'yes') return true;
  if (value === 'false' || value === '0' || value === 'no') return false;
  return value;
}, z.boolean('must be true or false'));

const text = z.string('must be text').min(1, 'must not be empty');

const resolution = text
  .regex(/^\d{3,4}x\d{3,4}$/i, 'must be WIDTHxHEIGHT, such as 1280x800')
  .transform((value) => {
    const [width = 0, height = 0] = value.toLowerCase().split('x').map(Number);
    return { width, height };
  });

const memory = z
  .preprocess((value) => (typeof value === 'number' ? String(value) : value), text)
  .pipe(z.string().regex(/^\d+(\.\d+)?[kmg]?b?$/i, 'must be a size such as 2g or 1500m'))
  .transform((value) =>
    Math.round(Number.parseFloat(value) * (UNITS[/[kmg]/i.exec(value)?.[0].toLowerCase() ?? ''] ?? 1)),
  )
  .refine((bytes) => bytes >= 512 * MEBIBYTE, 'must be 512m or more: Chromium needs it');

const webAddress = text.refine(
  (value) => URL.canParse(value),
  'must be an address such as https://example.com',
);

/** Every setting of the CLI. In the file as they stand here, as `DESKHAND_` and capitals in the environment, with dashes as flags. */
export const configSchema = z.strictObject({
  image: text.describe('Image that desktops are made from'),
  model: text.optional().describe('Model for tasks; left out, the desktop decides'),
  resolution: resolution.optional().describe('Size of the display, WIDTHxHEIGHT'),
  start_url: text.optional().describe('Page that is open at the start'),
  memory: memory.optional().describe('Memory limit of a desktop'),
  port: numeric(
    z
      .number('must be a port from 1 to 65535')
      .int('must be a port from 1 to 65535')
      .min(1, 'must be a port from 1 to 65535')
      .max(65535, 'must be a port from 1 to 65535')
      .refine(
        (port) => !BLOCKED_PORTS.has(port),
        'must not be a port that browsers and fetch refuse to call',
      ),
  )
    .optional()
    .describe('Port on this machine; left out, a free one'),
  steps: count('a whole number above 0').optional().describe('Steps that a run may take'),
  minutes: positive('a number above 0').optional().describe('Minutes that a run may take'),
  budget: positive('an amount of dollars above 0').optional().describe('Dollars that a run may cost'),
  budget_per_day: positive('an amount of dollars above 0')
    .optional()
    .describe('Dollars that all runs on this machine may cost in a day (UTC)'),
  budget_per_key: positive('an amount of dollars above 0')
    .optional()
    .describe('Dollars that one API key may cost in all, as far as the ledger knows'),
  registry: text.optional().describe('Model registry of your own (YAML), over the shipped one'),
  dialect: z
    .enum(['chat', 'responses'], 'must be chat or responses')
    .optional()
    .describe("API that the model is asked over; left out, its host's first one"),
  strict_model: yesOrNo.optional().describe('Refuse answers of another model than the one asked for'),
  base_url: webAddress.optional().describe('Where the model is served'),
  log_format: z
    .enum(['text', 'json'], 'must be text or json')
    .optional()
    .describe('How a new desktop logs: text or json'),
  runs: text.describe('Folder for the records of runs'),
  ready_timeout: positive('a number of seconds above 0').describe('Seconds that a desktop may take to start'),
});

/** One source of settings: any of them, unknown ones refused. */
export const layerSchema = configSchema.partial();

/** The settings that a command works with. */
export type Config = z.output<typeof configSchema>;

/** Some of the settings. */
export type ConfigLayer = z.output<typeof layerSchema>;

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(configSchema.shape);
