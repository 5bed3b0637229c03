import type { RawData, WebSocket } from 'ws';
import { DeskhandError } from '../../base/errors.ts';
import type { GuestConnection } from '../../browser/cdp/guest.ts';
import type { ServerDeps } from '../deps.ts';
import type { Door } from '../web-sockets.ts';

// Close codes of RFC 6455 7.4.1.
const NORMAL = 1000;
const UNSUPPORTED = 1003;

/** Files travel in messages as base64. */
const MOST_BYTES_IN = 128 * 1024 * 1024;
/** A client that does not read must not fill the memory, and the pipe it shares cannot wait for it. */
const MOST_BYTES_WAITING = 128 * 1024 * 1024;
const MOST_CLIENTS = 16;

const PAGE = /^\/cdp\/devtools\/page\/([\w-]+)$/;

/** `/cdp`: the Chrome DevTools Protocol for callers with the token. Each client has browser sessions of its own. */
export function cdpDoor({
  executor,
  devtools,
  log,
}: Pick<ServerDeps, 'executor' | 'devtools' | 'log'>): Door {
  let clients = 0;
  const connect = async (path: string, outbox: Outbox): Promise<GuestConnection> =>
    devtools().connect({
      send: (text) => outbox.send(text),
      mayAct: () => executor.control.holder === 'agent',
      targetId: PAGE.exec(path)?.[1],
    });
  return {
    opens: (path) => /^\/cdp\/?$|^\/cdp\/devtools\/browser\/[\w-]+$/.test(path) || PAGE.test(path),
    options: { maxPayload: MOST_BYTES_IN },
    async admit({ kind }, path) {
      if (kind !== 'token')
        throw new DeskhandError('forbidden', 'CDP needs the token; a viewer session is not enough.');
      if (clients >= MOST_CLIENTS)
        throw new DeskhandError('busy', `There are ${clients} CDP clients already.`);
      // Taken before anything is waited for: others that come meanwhile must see it.
      clients++;
      const outbox = new Outbox();
      const guest = await connect(path, outbox).catch((error: unknown) => {
        clients--;
        throw error;
      });
      const leave = () => {
        clients--;
        void guest.close();
      };
      return {
        serve(socket) {
          log.info('a CDP client has connected', { clients });
          socket.once('close', () => {
            leave();
            log.info('a CDP client has left', { clients });
          });
          serve(socket, guest, outbox);
        },
        abandon: leave,
      };
    },
  };
}

/** Messages for a client; those from before its socket was open come first. */
class Outbox {
  #socket: WebSocket | undefined;
  readonly #early: string[] = [];

  open(socket: WebSocket): void {
    this.#socket = socket;
    for (const text of this.#early.splice(0)) this.send(text);
  }

  send(text: string): void {
    if (this.#socket === undefined) return void this.#early.push(text);
    if (this.#socket.bufferedAmount > MOST_BYTES_WAITING) return this.#socket.terminate();
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }
}

function serve(socket: WebSocket, guest: GuestConnection, outbox: Outbox): void {
  outbox.open(socket);
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) return socket.close(UNSUPPORTED, 'CDP messages are text');
    guest.receive(
      Buffer.isBuffer(data)
        ? data.toString('utf8')
        : Buffer.concat([data].flat() as Buffer[]).toString('utf8'),
    );
  });
  void guest.ended.then(() => socket.close(NORMAL, 'the session has ended'));
}
