import { describe, expect, test } from 'vitest';
import { LONG_POLL_MS, RequestTracker, SOCKET_ANSWER_MS, UNREAD_MS } from '../../../src/browser/requests.ts';

type Step =
  | { readonly at?: number; readonly do: (tracker: RequestTracker) => void }
  | { readonly at: number; readonly busy: boolean; readonly since?: number };

const send =
  (id: string, type: string, options: { url?: string; frameId?: string; loaderId?: string } = {}) =>
  (tracker: RequestTracker): void => {
    const { url = `http://a.test/${id}`, frameId = 'main', loaderId = 'L1' } = options;
    tracker.sent(id, { url, type, frameId, loaderId });
  };

const CASES: readonly (readonly [string, readonly Step[]])[] = [
  [
    'is busy from a request to its end',
    [
      { at: 10, do: send('r', 'Fetch') },
      { at: 11, busy: true },
      { at: 50, do: (tracker) => tracker.ended('r') },
      { at: 51, busy: false },
    ],
  ],
  [
    'leaves out what began before the moment asked about',
    [
      { at: 10, do: send('r', 'XHR') },
      { at: 20, busy: false, since: 15 },
      { at: 20, busy: true, since: 10 },
    ],
  ],
  [
    'counts a redirected request from its first moment',
    [
      { at: 10, do: send('r', 'Document') },
      { at: 30, do: send('r', 'Document', { url: 'http://a.test/next' }) },
      { at: 31, busy: false, since: 20 },
      { at: 31, busy: true, since: 10 },
    ],
  ],
  [
    'does not wait for sockets, streams, media, beacons and favicons',
    [
      {
        at: 1,
        do: (tracker) =>
          ['WebSocket', 'EventSource', 'Media', 'Ping', 'Other'].forEach((type) => send(type, type)(tracker)),
      },
      { at: 2, busy: false },
    ],
  ],
  [
    'waits for a body that is read to its end',
    [
      { at: 10, do: send('r', 'Fetch') },
      { at: 20, do: (tracker) => tracker.responded('r', 'application/json') },
      { at: 150, do: (tracker) => tracker.received('r') },
      { at: 290, busy: true },
      { at: 295, do: (tracker) => tracker.ended('r') },
      { at: 296, busy: false },
    ],
  ],
  [
    'does not wait long for a body that no script reads',
    [
      { at: 10, do: send('r', 'Fetch') },
      { at: 20, do: (tracker) => tracker.responded('r', 'application/json') },
      { at: 20 + UNREAD_MS - 1, busy: true },
      { at: 20 + UNREAD_MS, busy: false },
    ],
  ],
  [
    'waits for the body of a page however long it takes to begin',
    [
      { at: 10, do: send('r', 'Document') },
      { at: 20, do: (tracker) => tracker.responded('r', 'text/html') },
      { at: 900, busy: true },
    ],
  ],
  [
    'waits for the answer over a socket, but not for one that does not come',
    [
      { at: 10, do: (tracker) => tracker.spoke('s') },
      { at: 100, busy: true },
      { at: 100, busy: false, since: 50 },
      { at: 110, do: (tracker) => tracker.answered('s') },
      { at: 111, busy: false },
      { at: 200, do: (tracker) => tracker.spoke('s') },
      { at: 200 + SOCKET_ANSWER_MS, busy: false },
    ],
  ],
  [
    'does not wait for data and blob addresses',
    [
      { at: 1, do: send('d', 'Fetch', { url: 'data:text/plain,x' }) },
      { at: 2, busy: false },
    ],
  ],
  [
    'drops a fetch that turns out to be an event stream',
    [
      { at: 1, do: send('r', 'Fetch') },
      { at: 5, do: (tracker) => tracker.responded('r', 'text/event-stream; charset=utf-8') },
      { at: 6, busy: false },
    ],
  ],
  [
    'drops the requests of a frame that goes',
    [
      { at: 1, do: send('r', 'Image', { frameId: 'ad' }) },
      { at: 2, do: (tracker) => tracker.frameGone('ad') },
      { at: 3, busy: false },
    ],
  ],
  [
    "drops the old document's requests at a navigation and keeps the new one's",
    [
      { at: 1, do: send('old', 'Fetch') },
      { at: 2, do: send('new', 'Document', { loaderId: 'L2' }) },
      { at: 3, do: (tracker) => tracker.navigated('main', 'L2') },
      { at: 4, do: (tracker) => tracker.ended('new') },
      { at: 5, busy: false },
    ],
  ],
  [
    'stops waiting for a request that takes as long as a long poll',
    [
      { at: 0, do: send('r', 'Fetch') },
      { at: LONG_POLL_MS - 1, busy: true },
      { at: LONG_POLL_MS, busy: false },
    ],
  ],
  [
    'does not wait a second time for an address that was a long poll, whatever its query',
    [
      { at: 0, do: send('r', 'Fetch', { url: 'http://a.test/poll?n=1' }) },
      { at: LONG_POLL_MS, busy: false },
      { at: LONG_POLL_MS + 1, do: send('s', 'Fetch', { url: 'http://a.test/poll?n=2' }) },
      { at: LONG_POLL_MS + 2, busy: false },
    ],
  ],
  [
    'forgets everything when the page crashes',
    [
      { at: 1, do: send('r', 'Fetch') },
      { at: 2, do: (tracker) => tracker.clear() },
      { at: 3, busy: false },
    ],
  ],
];

describe('a request tracker', () => {
  test.each(CASES)('%s', (_name, steps) => {
    let now = 0;
    const tracker = new RequestTracker(() => now);
    const seen = steps.map((step) => {
      now = step.at ?? now;
      if (!('do' in step)) return { at: now, busy: tracker.busy(step.since ?? 0) };
      step.do(tracker);
      return {};
    });
    expect(seen).toEqual(steps.map((step) => ('do' in step ? {} : { at: step.at, busy: step.busy })));
  });

  test('says when the oldest request stops counting', () => {
    let now = 100;
    const tracker = new RequestTracker(() => now);
    expect(tracker.nextExpiry).toBeUndefined();
    send('a', 'Fetch')(tracker);
    now = 200;
    send('b', 'Fetch')(tracker);
    expect(tracker.nextExpiry).toBe(100 + LONG_POLL_MS);
    tracker.ended('a');
    expect(tracker.nextExpiry).toBe(200 + LONG_POLL_MS);
  });
});
