import { ERROR_STATUS } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { EVENT_SCHEMAS } from './event-schemas.ts';
import { OBSERVATION_SCHEMAS } from './observation-schemas.ts';
import { RUN_SCHEMAS } from './run-schemas.ts';
import {
  flag,
  foreign,
  integer,
  list,
  moment,
  number,
  orNull,
  record,
  schemaRef,
  text,
} from './schema-words.ts';

const status = { enum: ['starting', 'ok', 'degraded', 'stopping'] };

const control = record('Who holds the desktop.', {
  holder: { enum: ['agent', 'human'] },
  yours: flag('Whether that is the caller.'),
  last_handover: {
    description: 'The last time that a person held it, what they put in as counts; null when none has.',
    ...orNull(
      record('One time.', {
        seconds: integer('How long.'),
        input: record('What was put in.', {
          clicks: integer('Presses of a mouse button.'),
          scrolls: integer('Notches of the wheel.'),
          characters: integer('Characters typed.'),
          keys: integer('Other keys and shortcuts.'),
          pastes: integer('Texts put on the clipboard.'),
        }),
      }),
    ),
  },
});

const cookie = record(
  'A cookie.',
  {
    name: text('Its name.'),
    value: text('Its value.'),
    domain: text('Its domain.'),
    path: text('Its path.'),
    expires: number('Seconds since the epoch; -1: ends with the browser.'),
    httpOnly: flag('Not for scripts.'),
    secure: flag('Over HTTPS only.'),
    sameSite: { enum: ['Strict', 'Lax', 'None'] },
  },
  ['path', 'expires', 'httpOnly', 'secure', 'sameSite'],
);

const socket = text('The WebSocket that a CDP client opens with the token.');

/** Every shape that answers have, by the name under which the routes refer to it. */
export const WIRE_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  ActionDescription: record('An action of this desktop.', {
    name: text('What `action` of a call says.'),
    title: text('Its name for people.'),
    description: text('What it does and when to use it, for a model.'),
    family: { enum: ['pointer', 'keyboard', 'screen', 'clipboard', 'browser', 'system', 'control'] },
    kind: {
      enum: ['read', 'input', 'navigate', 'system', 'control'],
      description: 'What it does to the world.',
    },
    parameters: foreign('JSON Schema 2020-12 of its parameters.'),
  }),
  ...OBSERVATION_SCHEMAS,
  Dialect: record("A dialect of another vendor's computer tool.", {
    name: text('What the path of a call says.'),
    title: text('Its name for people.'),
  }),
  ...RUN_SCHEMAS,
  ...EVENT_SCHEMAS,
  HealthStatus: record('Whether the desktop works.', { status }),
  Health: record('State of the desktop.', {
    status,
    sandbox: {
      enum: ['on', 'off', 'unknown'],
      description: "Chromium's own sandbox; unknown until that is found out.",
    },
    display: text('The X display.'),
    processes: list(
      record('A process.', {
        name: text('Its name.'),
        state: text('Its state.'),
        restarts: integer('How often it was started again.'),
      }),
    ),
  }),
  Control: control,
  Cookie: cookie,
  StorageState: record(
    "Playwright's storageState, of which only the cookies count.",
    { cookies: list(schemaRef('Cookie')), origins: list(foreign('Local storage; left out.')) },
    ['origins'],
  ),
  AddedCookies: record('What was taken of a storageState.', {
    cookies: integer('Cookies that were set.'),
    origins_left_out: integer('Origins whose local storage was left out.'),
  }),
  Ticket: record('A one-time ticket for a viewer link, /?ticket=….', {
    ticket: text('Opens the viewer once, within 30 s.'),
    expires_at: moment('Until when.'),
  }),
  CdpVersion: record("Chromium's own answer to where its protocol is spoken.", {
    Browser: text('Product and version.'),
    'Protocol-Version': text('Of the protocol.'),
    'User-Agent': text('Of the browser.'),
    'V8-Version': text('Of its JavaScript engine.'),
    'WebKit-Version': text('Of its source.'),
    webSocketDebuggerUrl: socket,
  }),
  CdpTarget: record('A page of the visible browser.', {
    id: text('Its id.'),
    type: text('What it is, such as page.'),
    title: text('Its title.'),
    url: text('Its address.'),
    webSocketDebuggerUrl: socket,
  }),
  ErrorDetail: record(
    'What went wrong.',
    {
      code: { enum: Object.keys(ERROR_STATUS) },
      message: text('What was wrong.'),
      hint: text('What to do about it.'),
    },
    ['hint'],
  ),
  Error: record('A failure.', { error: schemaRef('ErrorDetail') }),
  DialectError: record(
    'A failure of a call in a dialect.',
    {
      error: schemaRef('ErrorDetail'),
      answer: foreign('What tells the model of it, in the shape of the vendor.'),
    },
    ['answer'],
  ),
};
