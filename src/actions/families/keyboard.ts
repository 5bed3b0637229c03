import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { PageElement } from '../../browser/browser.ts';
import { typable, typableSecret } from '../../desktop/typable.ts';
import type { Action } from '../action.ts';
import { defineAction } from '../action.ts';
import { pageRecipient } from '../page-recipient.ts';
import { revealSecrets } from '../secrets.ts';

/** Keys are held for so long at most by one call, in ms: all other input waits meanwhile. */
const HOLD_LIMIT_MS = 100_000;

const keyName = z.string().min(1).max(40).describe('A key, such as "shift" or "ArrowDown".');

const type = defineAction({
  name: 'type',
  title: 'Type text',
  description:
    'Types text with the keyboard, into an element when ref is given, else where the focus is. Any Unicode text. Write a secret as {{secret:NAME}}.',
  family: 'keyboard',
  kind: 'input',
  schema: z.strictObject({
    text: z.string().max(100_000).describe('What to type; a newline is Enter, a tab is Tab.'),
    ref: z.string().optional().describe('Click this element first, such as "e7".'),
    clear: z.boolean().default(false).describe('Select and delete what is in the field first.'),
    submit: z.boolean().default(false).describe('Press Enter at the end.'),
  }),
  async handle(context, params) {
    const { keyboard, pointer } = context.desktop;
    // Before anything is clicked or deleted.
    typable(params.text);
    const text = typableSecret(revealSecrets(params.text, context.secrets));
    if (params.ref !== undefined) {
      const { point, element } = await context.browser.locate(params.ref);
      requireWritable(element);
      await pointer.click(point, 'left', 1);
    }
    const press = (keys: string) => keyboard.press(keys, { repeat: 1, holdMs: 0, signal: context.signal });
    if (params.clear) {
      await press('ctrl+a');
      await press('Delete');
    }
    await keyboard.type(text, context.signal, pageRecipient(context));
    if (params.submit) await press('Return');
    return null;
  },
});

/** Only fields of text: a list that is read-only still takes letters to choose by. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['textbox', 'searchbox', 'spinbutton']);

/** Throws `action_failed` for an element that would swallow the text without a word. */
function requireWritable({ ref, role, name, states }: PageElement): void {
  const isReadOnly = states.includes('readonly') && TEXT_FIELDS.has(role);
  if (!isReadOnly && !states.includes('disabled')) return;
  const why = isReadOnly ? 'read-only' : 'disabled';
  throw new DeskhandError('action_failed', `ref: ${ref} (${role} "${name}") is ${why} and takes no text.`, {
    hint: 'Do first what enables it. To send the keys all the same, click it and type without ref.',
    nothingDone: true,
  });
}

const key = defineAction({
  name: 'key',
  title: 'Press keys',
  description: 'Presses a key or a chord, such as "Enter", "ctrl+a" or "alt+ArrowLeft".',
  family: 'keyboard',
  kind: 'input',
  schema: z.strictObject({
    keys: z.string().min(1).max(100).describe('Key names joined by "+".'),
    repeat: z.int().min(1).max(100).default(1).describe('How many times.'),
    hold_ms: z
      .int()
      .min(0)
      .max(HOLD_LIMIT_MS)
      .default(0)
      .describe('How long to hold it each time, in ms; 100 s in all at most.'),
  }),
  async handle(context, params) {
    const { repeat, hold_ms: holdMs } = params;
    if (repeat * holdMs > HOLD_LIMIT_MS) {
      const range = `from 0 to ${Math.floor(HOLD_LIMIT_MS / repeat)} where repeat is ${repeat}`;
      throw new DeskhandError('bad_input', `hold_ms: must be ${range}, got ${holdMs}.`);
    }
    const options = { repeat, holdMs, signal: context.signal };
    await context.desktop.keyboard.press(params.keys, options);
    return null;
  },
});

const keyDown = defineAction({
  name: 'key_down',
  title: 'Press a key and keep it down',
  description: 'Presses a key and keeps it down; pair it with key_up.',
  family: 'keyboard',
  kind: 'input',
  schema: z.strictObject({ key: keyName }),
  async handle(context, params) {
    await context.desktop.keyboard.down(params.key);
    return null;
  },
});

const keyUp = defineAction({
  name: 'key_up',
  title: 'Release a key',
  description: 'Releases a key that key_down has pressed.',
  family: 'keyboard',
  kind: 'input',
  schema: z.strictObject({ key: keyName }),
  async handle(context, params) {
    await context.desktop.keyboard.up(params.key);
    return null;
  },
});

/** Keyboard actions: through XTEST, never through the page. */
export const keyboardActions: readonly Action[] = [type, key, keyDown, keyUp];
