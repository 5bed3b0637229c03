import { HOST_NAME } from '../../host/labels.ts';

/** A model's address as the desktop can reach it. */
export interface ReachableUrl {
  readonly url: string;
  /** Whether the address meant this machine and was changed. */
  readonly translated: boolean;
}

/** Loopback of this machine is not the container's: such an address becomes one of {@link HOST_NAME}. */
export function reachableFromContainer(address: string): ReachableUrl {
  const url = new URL(address);
  if (!isLoopback(url.hostname)) return { url: address, translated: false };
  url.hostname = HOST_NAME;
  // What had no slash at its end keeps none: paths are appended to it.
  return { url: address.endsWith('/') ? url.href : url.href.replace(/\/$/, ''), translated: true };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '0.0.0.0' ||
    hostname === '[::1]' ||
    hostname === '[::]'
  );
}
