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

/**
 * The narrowest address of this machine that desktops reach: the Docker bridge's own where the engine runs right here, which
 * no other machine reaches; loopback where a virtual machine stands between (Docker Desktop), which forwards to it. Throws
 * `not_ready` for an engine on another machine.
 */
export async function addressForDesktops(
  engine: Engine,
  own: readonly string[] = ownAddresses(),
): Promise<HostAddress> {
  if (engine.remote) {
    throw new DeskhandError(
      'not_ready',
      'The engine is on another machine, whose desktops do not reach this one.',
      {
        hint: 'Run the command on that machine.',
      },
    );
  }
  const bridge = await engine.docker
    .getNetwork('bridge')
    .inspect()
    .catch((error: unknown) => {
      throw engineError('inspect the network "bridge"', error);
    });
  const gateways = ((bridge as BridgeNetwork).IPAM?.Config ?? []).map(({ Gateway }) => Gateway ?? '');
  return { listen: gateways.find((address) => own.includes(address)) ?? '127.0.0.1', name: HOST_NAME };
}

interface BridgeNetwork {
  readonly IPAM?: { readonly Config?: readonly { readonly Gateway?: string }[] | null };
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
}
