/**
 * Whether a URL is on one of these sites: `example.com` with its subdomains, `example.com:8443` on that port only. Pages without
 * a network and the demo pages are nowhere else.
 */
export function isOnSites(sites: readonly string[]): (url: string) => boolean {
  const known = sites.map(hostOf);
  return (url) => {
    const text = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(url) ? url : `https://${url}`;
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

/** A site's host as browsers write it, and its port if it names one. */
function hostOf(site: string): { readonly host: string; readonly port: string } {
  const [name = '', port = ''] = site.split(':');
  const host = URL.canParse(`https://${name}`) ? new URL(`https://${name}`).hostname : name.toLowerCase();
  return { host: host.replace(/\.$/, ''), port };
}
