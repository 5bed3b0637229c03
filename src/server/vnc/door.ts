import type { ControlHolder } from '../control-holder.ts';
import type { ServerDeps } from '../deps.ts';
import type { Door } from '../web-sockets.ts';
import { bridgeVnc } from './bridge.ts';
import { PersonInput } from './person-input.ts';

/** `/vnc`: the live screen for callers with the token or a session; input only from whoever holds control. */
export function vncDoor(
  control: ControlHolder,
  { vnc, playInput, log }: Pick<ServerDeps, 'vnc' | 'playInput' | 'log'>,
): Door {
  return {
    opens: (path) => path === '/vnc',
    options: {
      maxPayload: 1024 * 1024,
      handleProtocols: (offered) => (offered.has('binary') ? 'binary' : false),
    },
    admit: ({ id }) => ({
      serve(socket) {
        socket.once('close', control.connected(id));
        const input = new PersonInput({ control, playInput, log });
        const judge = (message: Buffer): boolean => {
          if (!control.holds(id)) return false;
          control.note(message);
          return !input.take(message);
        };
        void bridgeVnc({ socket, connect: vnc, judge, played: () => input.played(), log });
      },
    }),
  };
}
