import type { RunHead } from '../../agent/events.ts';
import { element, elementOf } from './page.ts';
import type { Panel } from './panel.ts';

/** The question that the run waits with, and a field for its answer. */
export class AskPanel implements Panel {
  #id = '';
  #question: string | undefined;

  /** `answer` sends one; what it throws is the caller's to show. */
  constructor(answer: (id: string, text: string) => Promise<boolean>) {
    const field = elementOf('answer', HTMLTextAreaElement);
    const form = elementOf('ask', HTMLFormElement);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void answer(this.#id, field.value).then((sent) => {
        // What could not be sent stays to be sent again.
        if (sent) field.value = '';
      });
    });
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  show(run: RunHead | undefined): void {
    this.#id = run?.id ?? '';
    element('ask').hidden = run?.question === undefined;
    if (run?.question === this.#question) return;
    this.#question = run?.question;
    element('question').textContent = run?.question ?? '';
  }
}
