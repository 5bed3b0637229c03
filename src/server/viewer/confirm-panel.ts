import type { OpenConfirmation, RunHead } from '../../agent/events.ts';
import { call } from './session.ts';

/** What the run wants leave for, over the screen, with a button for yes and one for no. It makes its own elements. */
export class ConfirmPanel {
  readonly #box = document.createElement('section');
  readonly #what = document.createElement('p');
  readonly #failed: (error: unknown) => void;
  #shown: { readonly id: string; readonly number: number } | undefined;

  /** `failed` gets what an answer that could not be given throws. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
    this.#box.className = 'confirm';
    this.#box.hidden = true;
    this.#box.setAttribute('role', 'alertdialog');
    this.#box.setAttribute('aria-label', 'The agent asks for your leave');
    const title = document.createElement('h1');
    title.textContent = 'May the agent do this?';
    const buttons = document.createElement('div');
    buttons.className = 'buttons';
    buttons.append(this.#button('Refuse', false, 'quiet'), this.#button('Allow', true, ''));
    this.#box.append(title, this.#what, buttons);
    document.body.append(this.#box);
  }

  /** Takes the newest list of tasks. */
  show(tasks: readonly RunHead[]): void {
    const run = tasks.find(({ state }) => state !== 'ended');
    this.#show(run?.id ?? '', run?.confirmation);
  }

  #show(id: string, open: OpenConfirmation | undefined): void {
    this.#box.hidden = open === undefined;
    this.#shown = open === undefined ? undefined : { id, number: open.number };
    // As text: a page has chosen parts of it.
    this.#what.textContent = open?.what ?? '';
  }

  #button(name: string, allow: boolean, className: string): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.className = className;
    button.addEventListener('click', () => {
      const shown = this.#shown;
      if (shown === undefined) return;
      this.#show('', undefined);
      const path = `/v1/tasks/${encodeURIComponent(shown.id)}/confirm`;
      call(path, { allow, number: shown.number }).catch(this.#failed);
    });
    return button;
  }
}
