import { DeskhandError } from '../base/errors.ts';

/** How log lines look. */
export type LogFormat = 'text' | 'json';

/** Takes `--log-format FORMAT` out of a command's arguments. Throws `bad_input` for another format or none. */
export function takeLogFormat(args: readonly string[]): {
  readonly rest: readonly string[];
  readonly logFormat: LogFormat | undefined;
} {
  const at = args.findIndex((arg) => arg === '--log-format' || arg.startsWith('--log-format='));
  const arg = args[at];
  if (arg === undefined) return { rest: args, logFormat: undefined };
  const joined = arg.includes('=');
  const format = joined ? arg.slice(arg.indexOf('=') + 1) : args[at + 1];
  if (format !== 'text' && format !== 'json') {
    throw new DeskhandError(
      'bad_input',
      `--log-format must be text or json${format === undefined ? '' : `, not "${format}"`}.`,
    );
  }
  return { rest: args.toSpliced(at, joined ? 1 : 2), logFormat: format };
}

/** The format that a command line or an environment asks for, as far as that can be told: text where neither does, or wrongly. */
export function wantedLogFormat(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LogFormat {
  try {
    const { logFormat } = takeLogFormat(args);
    const asked = logFormat ?? env['DESKHAND_LOG_FORMAT'] ?? env['LOG_FORMAT'];
    return asked === 'json' ? 'json' : 'text';
  } catch {
    return 'text';
  }
}
