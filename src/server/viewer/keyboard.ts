import { element, elementOf } from './page.ts';
import { keysymOf, KEYS, pastedKeys, textChange, withoutLast } from './typing.ts';

/** A field in which a phone's keyboard can be opened; what is typed there is typed on the desktop. */
export class Keyboard {
  readonly #send: (keysym: number) => void;
  readonly #field = elementOf('text', HTMLInputElement);
  #before = '';

  /** `send` presses and releases a key on the desktop. */
  constructor(send: (keysym: number) => void) {
    this.#send = send;
    element('keyboard').addEventListener('click', () => this.#toggle(element('typing').hidden === true));
    this.#field.addEventListener('input', () => this.#typed());
    this.#field.addEventListener('paste', (event) => this.#pasted(event));
    this.#field.addEventListener('keydown', (event) => this.#pressed(event));
    for (const button of element('typing').querySelectorAll<HTMLButtonElement>('[data-key]')) {
      // The field keeps the focus, else the phone would put its keyboard away.
      button.addEventListener('pointerdown', (event) => event.preventDefault());
      button.addEventListener('click', () => this.#key(button.dataset['key'] ?? ''));
    }
  }

  /** Whether the person may type at all. */
  set available(available: boolean) {
    element('keyboard').hidden = !available;
    if (!available && !element('typing').hidden) this.#toggle(false);
  }

  #toggle(open: boolean): void {
    element('typing').hidden = !open;
    element('keyboard').setAttribute('aria-expanded', String(open));
    this.#clear();
    if (open) this.#field.focus();
  }

  #typed(): void {
    const { erased, typed } = textChange(this.#before, this.#field.value);
    this.#before = this.#field.value;
    for (let i = 0; i < erased; i++) this.#send(KEYS['BackSpace'] ?? 0);
    for (const character of typed) this.#send(keysymOf(character));
  }

  #pasted(event: ClipboardEvent): void {
    // The field itself would drop the line breaks.
    event.preventDefault();
    for (const keysym of pastedKeys(event.clipboardData?.getData('text/plain') ?? '')) this.#send(keysym);
    this.#clear();
  }

  #pressed(event: KeyboardEvent): void {
    // Composing keys belong to the soft keyboard; what they come to is seen in the field.
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#key('Return');
    } else if (event.key === 'Backspace' && this.#field.value === '') this.#key('BackSpace');
  }

  #key(name: string): void {
    const keysym = KEYS[name];
    if (keysym === undefined) return;
    this.#send(keysym);
    if (name === 'BackSpace' && this.#field.value !== '') {
      this.#field.value = withoutLast(this.#field.value);
      this.#before = this.#field.value;
    } else if (name !== 'BackSpace') this.#clear();
  }

  #clear(): void {
    this.#field.value = '';
    this.#before = '';
  }
}
