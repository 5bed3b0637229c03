import xserver from 'x11/lib/xserver/index.js';
import { silentLog } from '../../../../src/base/log.ts';
import type { Connection } from '../../../../src/desktop/x11/connection.ts';
import { connect } from '../../../../src/desktop/x11/connection.ts';

/** An X server in this process: the core protocol, without XTEST, XFIXES, DAMAGE and shared memory. */
export function fakeDisplay() {
  const server = xserver.createServer({ width: 640, height: 480 });
  return {
    /** A connection to it, and a way to cut it as a crash of the server would. */
    async client(): Promise<{ connection: Connection; readonly cut: () => void }> {
      const [ours, theirs] = xserver.createStreamPair();
      server.addClientStream(theirs);
      const connection = await connect({ stream: ours }, silentLog);
      return { connection, cut: () => theirs.end() };
    },
  };
}
