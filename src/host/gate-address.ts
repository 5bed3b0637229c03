import { networkInterfaces } from 'node:os';
import { DeskhandError } from '../base/errors.ts';
import { engineError } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { HOST_NAME } from './labels.ts';

/** Where a program of this machine must listen for desktops to reach it, and the name by which they do. */
export interface HostAddress {
  readonly listen: string;
  readonly name: string;
}

/** This machine's IPv4 addresses by network interface. */
export type Interfaces = Readonly<Record<string, readonly string[]>>;

const LOOPBACK = '127.0.0.1';
const BRIDGE_OPTION = 'com.docker.network.bridge.name';

/**
 * The narrowest address of this machine that desktops reach: the Docker bridge's own where the engine runs right here, which
 * no other machine reaches; loopback where a virtual machine stands between (Docker Desktop), which forwards to it. Throws
 * `not_ready` for an engine on another machine.
 */
export async function addressForDesktops(
  engine: Engine,
  own: Interfaces = ownAddresses(),
): Promise<HostAddress> {
  if (engine.remote) {
    throw new DeskhandError(
      'not_ready',
      'The engine is on another machine, whose desktops do not reach this one.',
      { hint: 'Run the command on that machine.' },
    );
  }
  try {
    const info = (await engine.docker.info()) as { readonly OperatingSystem?: string };
    // It has a bridge of the same name inside, which is not this machine's.
    if (info.OperatingSystem === 'Docker Desktop') return { listen: LOOPBACK, name: HOST_NAME };
    const { Options: options } = (await engine.docker.getNetwork('bridge').inspect()) as BridgeNetwork;
    const [address = LOOPBACK] = own[options?.[BRIDGE_OPTION] ?? 'docker0'] ?? [];
    return { listen: address, name: HOST_NAME };
  } catch (error) {
    throw engineError('look at the network "bridge"', error);
  }
}

interface BridgeNetwork {
  readonly Options?: Readonly<Record<string, string>> | null;
}

function ownAddresses(): Interfaces {
  const all = Object.entries(networkInterfaces());
  return Object.fromEntries(
    all.map(([name, addresses = []]) => [
      name,
      addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ]),
  );
}
