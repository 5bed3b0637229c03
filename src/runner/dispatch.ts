import { toDeskhandError } from '../base/errors.ts';

/** Carries out the image's command line (without `node` and the script) and gives the exit code. Each command is loaded only when it is asked for. */
export async function dispatch(argv: readonly string[]): Promise<number> {
  const words = argv[0] === 'deskhand' ? argv.slice(1) : argv;
  // Flags alone belong to `serve`.
  const [command = 'serve', ...args] =
    words[0]?.startsWith('--log-format') === true ? ['serve', ...words] : words;
  try {
    return await carryOut(command, args);
  } catch (error) {
    const { reportError } = await import('./report-error.ts');
    const { wantedLogFormat } = await import('./log-format.ts');
    // The others start no desktop: they speak to whoever has called them.
    const isLog = /^(serve|run|mcp)$/.test(command);
    const format = isLog ? wantedLogFormat(args, process.env) : 'text';
    return reportError(toDeskhandError(error), format);
  }
}

async function carryOut(command: string, args: readonly string[]): Promise<number> {
  switch (command) {
    case 'serve':
      return (await import('./commands/serve.ts')).serve(args);
    case 'run':
      return (await import('./commands/run.ts')).run(args);
    case 'mcp':
      return (await import('./commands/mcp.ts')).mcp(args);
    case 'egress':
      return (await import('./commands/egress.ts')).egress(args);
    case 'healthcheck':
      return (await import('./commands/healthcheck.ts')).healthcheck();
    case 'open':
      return (await import('./commands/open.ts')).open(args);
    case 'type':
      return (await import('./commands/type.ts')).type(args);
    case 'warm-up':
      return (await import('./commands/warm-up.ts')).warmUp();
    case 'version':
    case '--version':
      process.stdout.write(`${(await import('./version.ts')).VERSION}\n`);
      return 0;
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write((await import('./commands/help.ts')).HELP);
      return 0;
    default:
      return (await import('./commands/execute.ts')).execute([command, ...args]);
  }
}
