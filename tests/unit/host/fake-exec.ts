import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A program of the fake engine's containers: what it says, given its whole input. */
export interface FakeProgram {
  readonly exitCode: number;
  readonly stdout: (input: string) => string;
  readonly stderr?: string;
  /** Never ends, whatever its input. */
  readonly hangs?: boolean;
}

/** One frame of Docker's multiplexed streams. */
export function streamFrame(stream: 'stdout' | 'stderr', text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream === 'stdout' ? 1 : 2;
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

/** Answers `POST /exec/…/start`: takes the connection over, as Docker does, and plays the program on it. Gives the function that cuts what is still open. */
export function serveExec(server: Server, program: FakeProgram): () => void {
  const open = new Set<Socket>();
  server.on('upgrade', (_request, socket: Socket, head: Buffer) => {
    open.add(socket);
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    // The exec's own JSON body comes first on this connection; the program's input follows it.
    let input = head.toString();
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      input += chunk.toString();
    });
    if (program.hangs === true) socket.write(streamFrame('stdout', 'hanging\n'));
    socket.on('end', () => {
      if (program.hangs === true) return;
      socket.write(streamFrame('stdout', program.stdout(input.replace(/^\{.*?\}/, ''))));
      socket.end(streamFrame('stderr', program.stderr ?? ''));
    });
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
