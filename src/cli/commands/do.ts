import { DeskhandError } from '../../base/errors.ts';
import type { DesktopClient } from '../../client/client.ts';
import type { ActionReply, Observe } from '../../client/wire.ts';
import { parseActionArguments, parseActionBody } from '../action-arguments.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { chooseDesktop } from '../desktop-session.ts';
import { describeObservation } from '../observation-text.ts';
import { formatTable } from '../table.ts';

const OBSERVE = ['settled', 'now', 'none'];

export default defineCommand({
  args: {
    action: { type: 'positional', description: 'Action, such as click; --list shows them all' },
    parameters: { type: 'positional', multiple: true, description: 'Its parameters as key=value' },
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
    const params = body === undefined ? parseActionArguments(parameters) : parseActionBody(body);
    const { client } = await chooseDesktop(context, values.desktop);
    const { signal, output } = context;
    const reply = await client.perform(
      { ...params, action },
      { observe: observe as Observe | undefined, signal },
    );
    output.result(reply, replyText(reply));
    output.detail(
      `act ${reply.timings.act_ms} ms, settle ${reply.timings.settle_ms} ms, frame ${reply.timings.frame_ms} ms`,
    );
  },
});

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
