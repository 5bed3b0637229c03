import { DeskhandError } from '../base/errors.ts';

/** The address of a `demo:/path` page with a one-time ticket; any other URL comes back as it is. */
export function resolveDemoUrl(url: string, port: number, ticket: () => string): string {
  if (!url.startsWith('demo:')) return url;
  const path = url.slice('demo:'.length).replace(/^\/*/, '/');
  const address = new URL(`/demo${path}`, `http://127.0.0.1:${port}`);
  if (!address.pathname.startsWith('/demo/')) {
    throw new DeskhandError('bad_input', `"${url}" leaves the demo pages.`, {
      hint: 'Use an address such as demo:/expenses/.',
    });
  }
  address.searchParams.set('ticket', ticket());
  return address.href;
}
