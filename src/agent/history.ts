import type { Message, ModelImage, ModelReply } from '../models/model.ts';

/** Bounds of a conversation. */
export interface HistoryOptions {
  /** Frames that stay after pruning. */
  readonly keepFrames: number;
  /** Pruning happens once so many more have piled up, so that the prefix stays the same for that many turns. */
  readonly batch: number;
  /** Prompt tokens that the messages shall stay under, such as the next price tier. */
  readonly maxTokens: number;
  /** Estimated tokens of a message. */
  readonly tokensOf: (message: Message) => number;
  /** What is to be known of turns that are left out: the run's notes. */
  readonly notes?: () => string;
}

/** What came after a model's reply. */
export interface TurnRecord {
  readonly reply: ModelReply;
  readonly results: readonly Extract<Message, { role: 'tool' }>[];
  /** The screen afterwards, or a nudge. */
  readonly text: string;
  /** What stays of `text` when it is dropped. */
  readonly brief: string;
  readonly image?: ModelImage | undefined;
}

/** The screen before the first turn. */
export type FirstScreen = Pick<TurnRecord, 'text' | 'brief' | 'image'>;

interface Turn {
  readonly assistant: Message;
  readonly results: readonly Message[];
  readonly full: Message;
  readonly brief: Message;
  readonly pruned: boolean;
}

const MAX_OLD_RESULT = 1500;

/**
 * The conversation: system, task, then turns of reply, tool answers and one user message with the newest screen. Old
 * screens give way to one line, in batches, because each change of the past voids the provider's prefix cache from there.
 * Message objects are never changed: equal objects are equal text.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #system: Message;
  readonly #task: string;
  #first: { readonly full: Message; readonly brief: Message };
  #firstPruned = false;
  readonly #turns: Turn[] = [];
  #left = 0;
  #leftNote: Message | undefined;

  constructor(system: string, task: string, first: FirstScreen, options: HistoryOptions) {
    this.#options = options;
    this.#system = { role: 'system', text: system };
    this.#task = task;
    this.#first = this.#firstMessages(first);
  }

  /** Adds a turn and prunes if it is time. */
  add(turn: TurnRecord): void {
    const { reply } = turn;
    this.#turns.push({
      assistant: {
        role: 'assistant',
        text: reply.text,
        calls: reply.calls,
        ...(reply.opaque === undefined ? {} : { opaque: reply.opaque }),
      },
      results: turn.results,
      full: userMessage(turn.text, turn.image),
      brief: userMessage(turn.brief, undefined),
      pruned: false,
    });
    this.#prune();
  }

  /** Puts a newer screen in the place of the newest one, which has not been sent yet. */
  refresh(screen: FirstScreen): void {
    const last = this.#turns.at(-1);
    if (last === undefined) {
      this.#first = this.#firstMessages(screen);
      return;
    }
    const full = userMessage(screen.text, screen.image);
    this.#turns[this.#turns.length - 1] = { ...last, full, brief: userMessage(screen.brief, undefined) };
  }

  /** The conversation as it is to be sent. */
  messages(): readonly Message[] {
    const note: readonly Message[] = this.#leftNote === undefined ? [] : [this.#leftNote];
    const turns = this.#turns.flatMap((turn) => [
      turn.assistant,
      ...turn.results,
      turn.pruned ? turn.brief : turn.full,
    ]);
    return [this.#system, this.#firstPruned ? this.#first.brief : this.#first.full, ...note, ...turns];
  }

  #firstMessages(first: FirstScreen): { readonly full: Message; readonly brief: Message } {
    return {
      full: userMessage(`${this.#task}\n\n${first.text}`, first.image),
      brief: userMessage(`${this.#task}\n\n${first.brief}`, undefined),
    };
  }

  #prune(): void {
    const { keepFrames, batch, maxTokens } = this.#options;
    const shown = this.#turns.filter((turn) => !turn.pruned);
    if (shown.length > keepFrames + batch) this.#dropScreens(keepFrames);
    if (this.#tokens() > maxTokens) this.#dropScreens(1);
    // Half the bound, so that this too happens rarely.
    if (this.#tokens() > maxTokens) this.#dropTurns(maxTokens / 2);
  }

  #dropScreens(keep: number): void {
    if (this.#turns.length >= keep) this.#firstPruned = true;
    for (const [i, turn] of this.#turns.entries()) {
      if (i >= this.#turns.length - keep || turn.pruned) continue;
      this.#turns[i] = { ...turn, results: turn.results.map(shorten), pruned: true };
    }
  }

  #dropTurns(target: number): void {
    while (this.#tokens() > target && this.#turns.length > 4) {
      this.#turns.shift();
      this.#left++;
      this.#leftNote = { role: 'user', text: this.#leftText() };
    }
  }

  #leftText(): string {
    const notes = this.#options.notes?.() ?? '';
    const known = notes === '' ? '' : ` Your notes by then:\n${notes}`;
    return `(${this.#left} earlier steps are left out here.)${known}`;
  }

  #tokens(): number {
    return this.messages().reduce((sum, message) => sum + this.#options.tokensOf(message), 0);
  }
}

function userMessage(text: string, image: ModelImage | undefined): Message {
  return { role: 'user', text, ...(image === undefined ? {} : { images: [image] }) };
}

function shorten(message: Message): Message {
  if (message.role !== 'tool' || message.text.length <= MAX_OLD_RESULT) return message;
  return { ...message, text: `${message.text.slice(0, MAX_OLD_RESULT)}… (shortened)` };
}
