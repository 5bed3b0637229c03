import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { ExtraTool } from './extra-tool.ts';

/** Where notes are kept between runs. */
export interface Workspace {
  /** The text of memory.md; empty when there is none yet. */
  readMemory(): Promise<string>;
  /** Replaces it, whole or not at all. */
  writeMemory(text: string): Promise<void>;
}

/** The name of the tool that writes notes. */
export const NOTES_TOOL = 'remember';

/** Longest memory in characters: about 4000 tokens of every first prompt. */
export const MAX_MEMORY = 16_000;

const Params = z.strictObject({
  note: z.string().min(1).max(MAX_MEMORY),
  replace: z.boolean().default(false),
});

/** The notes of a run: what earlier runs have left, and what this one adds. Each change is saved before the model goes on. */
export class Notes {
  readonly #save: (text: string) => Promise<void>;
  #text: string;

  constructor(text: string, save: (text: string) => Promise<void>) {
    this.#text = text.slice(0, MAX_MEMORY);
    this.#save = save;
  }

  /** All notes as Markdown; empty when there are none. */
  get text(): string {
    return this.#text;
  }

  /** The tool by which the model writes them. */
  readonly tool: ExtraTool = {
    external: false,
    spec: {
      name: NOTES_TOOL,
      description:
        'Keeps a note for later steps and later runs, such as a finding, a decision, or how this site works. Notes stay when old screens are dropped. Never note a password.',
      parameters: {
        type: 'object',
        properties: {
          note: { type: 'string', description: 'The note, in a line or two of Markdown.' },
          replace: { type: 'boolean', description: 'True: replaces all notes by this text.' },
        },
        required: ['note'],
        additionalProperties: false,
      },
    },
    call: (params) => this.#remember(params),
  };

  async #remember(params: JsonObject): Promise<JsonObject> {
    const { note, replace } = parseOrThrow(Params, params, 'remember', Object.keys(Params.shape));
    const next = replace || this.#text === '' ? note : `${this.#text.trimEnd()}\n${note}`;
    if (next.length > MAX_MEMORY) {
      throw new DeskhandError('bad_input', `remember: the notes would be ${next.length} characters long.`, {
        hint: `${MAX_MEMORY} fit. Write them shorter, with replace true.`,
      });
    }
    this.#text = `${next.trimEnd()}\n`;
    await this.#save(this.#text);
    return { characters: this.#text.length };
  }
}
