import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends a request as it is, which fetch would refuse or tidy up, and gives the whole answer. */
export async function rawRequest(url: string, request: string): Promise<string> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  // Not `end`: Node drops a request whose client has finished talking.
  socket.write(request);
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  await once(socket, 'close');
  return answer;
}
