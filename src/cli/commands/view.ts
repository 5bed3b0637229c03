import { defineCommand } from '../command.ts';
import { chooseDesktop } from '../desktop-session.ts';
import { openInBrowser } from '../open-link.ts';

export default defineCommand({
  args: {
    name: { type: 'positional', description: 'Desktop (default: the only one)' },
    open: {
      type: 'boolean',
      default: true,
      description: 'Open it in a browser (terminals only)',
      negativeDescription: 'Print the link only',
    },
  },
  async run(context, { name, open }) {
    const { output, signal, process } = context;
    const { desktop, client } = await chooseDesktop(context, name);
    const link = await client.link({ signal });
    output.result({ name: desktop.name, link }, link);
    if (!open || process.stdout.isTTY !== true) return;
    if (await openInBrowser(link)) output.info('Opened in the browser; the link works once.');
  },
});
