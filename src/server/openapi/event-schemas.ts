import type { JsonObject } from '../../base/json.ts';
import { record, schemaRef, text } from './schema-words.ts';

/** Every type of event: its schema's name, when it is told, and what it carries. */
const EVENTS: Readonly<Record<string, { name: string; when: string; carries: Record<string, JsonObject> }>> =
  {
    started: { name: 'StartedEvent', when: 'The run has begun.', carries: { run: schemaRef('Run') } },
    progress: {
      name: 'ProgressEvent',
      when: 'What the run does just now.',
      carries: { message: text('In words.') },
    },
    question: {
      name: 'QuestionEvent',
      when: 'The model asks something and waits for POST /v1/tasks/{id}/answer.',
      carries: { question: text('What it asks.') },
    },
    confirm: {
      name: 'ConfirmEvent',
      when: 'An act waits for POST /v1/tasks/{id}/confirm.',
      carries: { confirmation: schemaRef('OpenConfirmation') },
    },
    step: {
      name: 'StepEvent',
      when: 'A step is done.',
      carries: { step: schemaRef('Step'), totals: schemaRef('Totals') },
    },
    ended: {
      name: 'EndedEvent',
      when: 'The run has ended; nothing follows.',
      carries: { run: schemaRef('Run') },
    },
  };

const byType = Object.entries(EVENTS);

/** The types of events, in words. */
export const EVENT_TYPES: string = byType.map(([type]) => `\`${type}\``).join(', ');

/** What a run tells while it goes on: the `data` of its server-sent events. */
export const EVENT_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  RunEvent: {
    description: 'What a run tells while it goes on.',
    oneOf: byType.map(([, { name }]) => schemaRef(name)),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(byType.map(([type, { name }]) => [type, `#/components/schemas/${name}`])),
    },
  },
  ...Object.fromEntries(
    byType.map(([type, { name, when, carries }]) => [
      name,
      record(when, { type: { const: type }, ...carries }),
    ]),
  ),
};
