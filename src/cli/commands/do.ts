import { DeskhandError } from '../../base/errors.ts';
import type { DesktopClient } from '../../client/client.ts';
import type { ActionReply, Observe } from '../../client/wire.ts';
import { parseActionBody, readActionArguments, splitActionArguments } from '../action-arguments.ts';
import { defineCommand } from '../command.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Context } from '../context.ts';
import { chooseDesktop } from '../desktop-session.ts';
import { describeObservation } from '../observation-text.ts';
import { formatTable } from '../table.ts';

const OBSERVE = ['settled', 'now', 'none'];

export default defineCommand({
  args: {
    action: { type: 'positional', description: 'Action, such as click; --list shows them all' },
    parameters: {
      type: 'positional',
      multiple: true,
      description:
        'Its parameters as key=value: text as it stands, a list as a,b, all else (and longer lists) as JSON',
    },
    'json-body': { type: 'string', valueHint: 'JSON', description: 'Its parameters as one JSON object' },
    observe: {
      type: 'string',
      valueHint: 'settled|now|none',
      description: 'When to look (default: settled)',
    },
    desktop: { type: 'string', valueHint: 'NAME', description: 'Desktop (default: the only one)' },
    list: { type: 'boolean', description: 'List the actions' },
  },
  async run(context, values) {
    const { action, parameters, observe } = values;
    const body = values['json-body'];
    if (values.list) return listActions(context, (await chooseDesktop(context, values.desktop)).client);
    if (action === undefined)
      throw new DeskhandError('bad_input', 'Say which action to do.', {
        hint: '`deskhand do --list` lists them.',
      });
    if (observe !== undefined && !OBSERVE.includes(observe))
      throw new DeskhandError('bad_input', `--observe must be one of ${OBSERVE.join(', ')}.`);
    if (body !== undefined && parameters.length > 0)
      throw new DeskhandError(
        'bad_input',
        'Give the parameters as key=value or as --json-body, not as both.',
      );
    // Read before a desktop is looked for: what is wrong with the words is known without it.
    const given = splitActionArguments(parameters);
    const whole = body === undefined ? undefined : parseActionBody(body);
    const { client } = await chooseDesktop(context, values.desktop);
    const { signal, output } = context;
    const params =
      whole ?? (given.size === 0 ? {} : readActionArguments(given, await schemaOf(client, action, signal)));
    const reply = await client.performRaw(
      { ...params, action },
      { observe: observe as Observe | undefined, signal },
    );
    output.result(reply, replyText(reply));
    output.detail(
      `act ${reply.timings.act_ms} ms, settle ${reply.timings.settle_ms} ms, frame ${reply.timings.frame_ms} ms`,
    );
  },
});

/** What the desktop's own table says of the action's parameters; undefined for an action that it does not have. */
async function schemaOf(
  client: DesktopClient,
  action: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const actions = await client.actions({ signal });
  return actions.find(({ name }) => name === action)?.parameters;
}

function replyText({ result, observation }: ActionReply): string {
  const said = typeof result === 'string' ? result : JSON.stringify(result, null, 2);
  const seen = observation === null ? '' : describeObservation(observation);
  return [result === null ? 'done' : said, seen].filter((part) => part !== '').join('\n');
}

async function listActions({ output, signal }: Context, client: DesktopClient): Promise<void> {
  const actions = await client.actions({ signal });
  const rows = actions.map(({ name, kind, description }) => [name, kind, firstSentence(description)]);
  output.result(actions, formatTable(['ACTION', 'KIND', 'WHAT IT DOES'], rows, output.paint));
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
