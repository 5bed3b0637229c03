/** Prints a link to watch the desktop. It works once and holds no token. */
import { readFile } from 'node:fs/promises';

const token = (await readFile(process.env.DESKHAND_TOKEN_FILE, 'utf8')).trim();
const response = await fetch(new URL('/v1/tickets', process.env.DESKHAND_URL), {
  method: 'POST',
  headers: { authorization: `Bearer ${token}` },
});
if (!response.ok) throw new Error(`The desktop answered ${response.status}: ${await response.text()}`);
const { ticket } = await response.json();
console.log(`Watch the desktop: http://localhost:6080/?ticket=${ticket}`);
