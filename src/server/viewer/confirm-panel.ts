import type { OpenConfirmation, RunHead } from '../../agent/events.ts';
import type { Panel } from './panel.ts';

/** The body of `POST /v1/tasks/{id}/confirm`. */
export interface Answer {
  readonly allow: boolean;
  readonly number: number;
}

/** What the run wants leave for, over the screen, with a button for yes and one for no. It makes its own elements. */
export class ConfirmPanel implements Panel {
  readonly #box = document.createElement('section');
  readonly #what = document.createElement('p');
  readonly #answer: (id: string, answer: Answer) => Promise<unknown>;
  #shown: { readonly id: string; readonly number: number } | undefined;

  /** `answer` sends one; what it throws is the caller's to show. */
  constructor(answer: (id: string, answer: Answer) => Promise<unknown>) {
    this.#answer = answer;
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

  show(run: RunHead | undefined): void {
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
      void this.#answer(shown.id, { allow, number: shown.number });
    });
    return button;
  }
}
