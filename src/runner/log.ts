import { onOneLine } from '../base/control-characters.ts';
import type { JsonObject } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import { mapTexts } from '../base/map-texts.ts';
import { traceId } from '../base/trace.ts';

/** Levels in rising order. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line log needs. */
export interface LineLogOptions {
  readonly format: 'text' | 'json';
  /** Lines below it are dropped. */
  readonly level: LogLevel;
  /** Values that never appear in a text: each occurrence in the message, a field or a key becomes `***`. Numbers stay. */
  readonly secrets: readonly string[] | SecretBook;
  /** Takes one line with its newline. */
  readonly write: (line: string) => void;
  /** Now, for the time stamp. */
  readonly now?: () => Date;
}

/** A log of one line an entry, either text for people or JSON for collectors, with every secret masked. */
export function createLineLog(options: LineLogOptions): Log {
  const { format, level, write, now = () => new Date() } = options;
  const { secrets } = options;
  const mask = secrets instanceof SecretBook ? (text: string) => secrets.mask(text) : createMask(secrets);
  const least = LOG_LEVELS.indexOf(level);
  const at =
    (entry: LogLevel) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (LOG_LEVELS.indexOf(entry) < least) return;
      const time = now().toISOString();
      const trace = traceId();
      const all = maskFields(trace === undefined ? fields : { ...fields, trace_id: trace }, mask);
      const said = mask(message);
      const line =
        format === 'json'
          ? JSON.stringify({ ...all, time, level: entry, message: said })
          : `${time} ${entry.padEnd(5)} ${said}${formatFields(all)}`;
      write(`${onOneLine(line)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

// Far more than a desktop's tasks bring; keeps the mask from growing without end.
const MOST_SECRETS = 1000;

/** Secrets that become known while the log is in use, such as those that come with a task. */
export class SecretBook {
  readonly #first: readonly string[];
  #later: readonly string[] = [];
  #mask: (text: string) => string;

  /** These are masked for good, however many come later. */
  constructor(values: readonly string[] = []) {
    this.#first = values;
    this.#mask = createMask(values);
  }

  /** From now on these are masked too. */
  add(values: readonly string[]): void {
    const fresh = values.filter((value) => !this.#first.includes(value) && !this.#later.includes(value));
    if (fresh.length === 0) return;
    this.#later = [...this.#later, ...fresh].slice(-MOST_SECRETS);
    this.#mask = createMask([...this.#first, ...this.#later]);
  }

  /** The text with every secret as `***`. */
  mask(text: string): string {
    return this.#mask(text);
  }
}

/** Replaces every occurrence of a secret, also in the forms that JSON and URLs escape it to. Values under 4 characters would mask half the log and are left out. */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    jsonEscaped(secret),
    // JSON inside of a line of JSON, such as a body that an error quotes.
    jsonEscaped(jsonEscaped(secret)),
    encodeURIComponent(secret.toWellFormed()),
  ]);
  // Longest first, so that a secret that contains another leaves no rest behind.
  const values = [...new Set(forms)]
    .filter(({ length }) => length >= 4)
    .toSorted((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

/**
 * Fields as JSON holds them, every text and key in them masked before it is escaped. A line that was masked as a whole would be no
 * JSON any more: a secret of digits is found in numbers and in the time, by chance.
 */
function maskFields(fields: Readonly<Record<string, unknown>>, mask: (text: string) => string): JsonObject {
  const plain = JSON.parse(JSON.stringify(fields, withErrors)) as JsonObject;
  return mapTexts(plain, mask, mask) as JsonObject;
}

/** JSON has nothing to say about an error. */
function withErrors(_: string, value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? String(value)) : value;
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A line of JSON, for what is written past the log: before there is one, or because the log would mask it. */
export function jsonLine(
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const time = new Date().toISOString();
  return `${onOneLine(JSON.stringify({ ...fields, time, level, message }))}\n`;
}

function formatFields(fields: JsonObject): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
}
