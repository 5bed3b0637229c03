import { FILE_NAME } from './words.ts';

/**
 * Whether a URL is on one of these sites: `example.com` with its subdomains, `example.com:8443` on that port only. Pages without
 * a network and the demo pages are nowhere else.
 */
export function isOnSites(sites: readonly string[]): (url: string) => boolean {
  const known = sites.map(hostOf);
  return (url) => {
    const text = withScheme(url);
    if (/^(about|data|blob|demo|chrome-error):/i.test(text)) return true;
    if (!URL.canParse(text)) return false;
    const { hostname, port, protocol, pathname } = new URL(text);
    const name = hostname.replace(/\.$/, '');
    if (name === '127.0.0.1' && pathname.startsWith('/demo/')) return true;
    const own = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
    return known.some(
      (site) =>
        (site.port === '' || site.port === own) && (name === site.host || name.endsWith(`.${site.host}`)),
    );
  };
}

/** Whether an address is a page of its own making (`data:`) or a script: it can send anything anywhere, as any site. */
export function isSelfMade(url: string): boolean {
  return /^(data|blob|javascript|filesystem):/i.test(trimmed(url));
}

/** Whether an address leads to a file by its name, such as `…/report.pdf`. */
export function leadsToFile(url: string): boolean {
  const text = withScheme(url);
  if (!URL.canParse(text)) return false;
  const { pathname } = new URL(text);
  try {
    return FILE_NAME.test(decodeURIComponent(pathname));
  } catch {
    return FILE_NAME.test(pathname);
  }
}

function withScheme(url: string): string {
  const text = trimmed(url);
  return /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) ? text : `https://${text}`;
}

/** As browsers read addresses: without leading blanks, and tabs and line ends nowhere. */
function trimmed(url: string): string {
  return url.replaceAll(/[\t\r\n]/g, '').replace(/^[\s\p{Cc}]+/u, '');
}

/** A site's host as browsers write it, and its port if it names one. */
function hostOf(site: string): { readonly host: string; readonly port: string } {
  const [name = '', port = ''] = site.split(':');
  const host = URL.canParse(`https://${name}`) ? new URL(`https://${name}`).hostname : name.toLowerCase();
  return { host: host.replace(/\.$/, ''), port };
}
