import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { quoted, runPlainContainer } from './support/as-massgen.ts';
import type { PlainContainer } from './support/as-massgen.ts';
import { projectFolder } from './support/cli.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { decode } from './support/picture.ts';
import { RECORDING_PAGE } from './support/recording-page.ts';

const FILE = 'examples/massgen/container_computer_use_docker.yaml';

/** What MassGen's Claude tool takes from a configuration: it looks the container up, and never scales a coordinate. */
const Config = z.object({
  agents: z.tuple([
    z.object({
      backend: z.object({
        custom_tools: z.tuple([
          z.object({
            function: z.tuple([z.literal('claude_computer_use')]),
            preset_args: z.strictObject({
              environment: z.literal('linux'),
              display_width: z.int(),
              display_height: z.int(),
              environment_config: z.strictObject({ container_name: z.string(), display: z.string() }),
            }),
          }),
        ]),
      }),
    }),
  ]),
});

type Preset = z.output<typeof Config>['agents'][0]['backend']['custom_tools'][0]['preset_args'];

let text: string;
let given: Preset;
let container: PlainContainer;
let pages: PageServer;

beforeAll(async () => {
  text = await readFile(join(projectFolder, FILE), 'utf8');
  given = Config.parse(parse(text)).agents[0].backend.custom_tools[0].preset_args;
  const { container_name: name, display } = given.environment_config;
  container = await runPlainContainer({ name: `${name}-test-${process.pid}`, display });
  pages = await startPageServer(container.gateway);
  pages.page('/', RECORDING_PAGE);
});

afterAll(async () => {
  await container?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

/** Commands of MassGen's Claude tool, one exec each. */
async function run(...commands: readonly string[]): Promise<void> {
  for (const command of commands) expect(await container.exec(command)).toMatchObject({ exitCode: 0 });
}

test('the command in its first comment makes the container that it looks for, which becomes healthy', async () => {
  expect(text).toContain(`docker run -d --name ${given.environment_config.container_name} `);
  const health = async () => (await container.exec('deskhand healthcheck')).exitCode;
  await expect.poll(health, { timeout: 30_000 }).toBe(0);
});

test('its screenshot is as large as the display that the model is told of', async () => {
  await run('scrot -o /tmp/screenshot.png');
  const tar = await container.archive('/tmp/screenshot.png');
  const size = Number.parseInt(tar.subarray(124, 135).toString(), 8);
  const { width, height } = await decode(tar.subarray(512, 512 + size));
  expect([width, height]).toEqual([given.display_width, given.display_height]);
});

test('its commands open a page, click in the lower right of that display, and type', async () => {
  await run('xdotool key ctrl+l', `xdotool type ${quoted(`${pages.url}/`)}`, 'xdotool key Return');
  await pages.event(({ type }) => type === 'shown', 'the page');
  const [x, y] = [given.display_width - 200, given.display_height - 60];
  await run(`xdotool mousemove ${x} ${y}`, 'xdotool click 1');
  expect(await pages.event(({ type }) => type === 'click', 'the click')).toMatchObject({ x, y });
  await run('xdotool mousemove 300 230', 'xdotool click 1', `xdotool type ${quoted("Zoë's 42")}`);
  await pages.event(({ type, value }) => type === 'input' && value === "Zoë's 42", 'the text');
});
