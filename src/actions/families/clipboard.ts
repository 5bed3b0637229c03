import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { Action } from '../action.ts';
import { defineAction } from '../action.ts';
import { pageRecipient } from '../page-recipient.ts';
import { revealSecrets } from '../secrets.ts';
import { wellFormed } from '../well-formed.ts';

const read = defineAction({
  name: 'clipboard_read',
  title: 'Read the clipboard',
  description: 'The text on the clipboard, for instance after ctrl+c.',
  family: 'clipboard',
  kind: 'read',
  schema: z.strictObject({}),
  async handle(context) {
    return { text: await context.desktop.clipboard.read() };
  },
});

const write = defineAction({
  name: 'clipboard_write',
  title: 'Write the clipboard',
  description: 'Puts text on the clipboard.',
  family: 'clipboard',
  kind: 'input',
  schema: z.strictObject({ text: z.string().max(1_000_000).describe('The text.') }),
  async handle(context, params) {
    await context.desktop.clipboard.write(wellFormed(revealSecrets(params.text, context.secrets)));
    return null;
  },
});

const paste = defineAction({
  name: 'paste',
  title: 'Paste text',
  description: 'Pastes text where the focus is; quick for long text. The clipboard keeps what it held.',
  family: 'clipboard',
  kind: 'input',
  schema: z.strictObject({ text: z.string().max(1_000_000).describe('The text.') }),
  async handle(context, params) {
    const { keyboard } = context.desktop;
    const text = wellFormed(revealSecrets(params.text, context.secrets));
    if (text === '' || (await keyboard.paste(text, context.signal, pageRecipient(context)))) return null;
    throw new DeskhandError('action_failed', 'The field did not change.', {
      hint: 'Look at the screen: the text may stand elsewhere. If nothing has the focus, click a field first.',
    });
  },
});

/** Clipboard actions: the CLIPBOARD selection of the X server. */
export const clipboardActions: readonly Action[] = [read, write, paste];
