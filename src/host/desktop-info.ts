import type { ContainerInspectInfo } from 'dockerode';
import {
  API_PORT,
  DESKTOP_LABEL,
  EPHEMERAL_LABEL,
  MCP_KEPT_LABEL,
  MCP_LABEL,
  PROFILE_LABEL,
} from './labels.ts';

/** A container's state in Docker's words. */
export type DesktopState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A desktop as the engine knows it. */
export interface DesktopInfo {
  readonly name: string;
  /** Container id, all 64 digits. */
  readonly id: string;
  readonly state: DesktopState;
  /** Docker's health check, where the image has one. */
  readonly health: string | null;
  readonly image: string;
  /** ISO 8601. */
  readonly created: string;
  /** Origin of its API on this machine; null unless it runs. */
  readonly url: string | null;
  /** Opens its API. */
  readonly token: string;
  readonly ephemeral: boolean;
  /** Who keeps account of the `deskhand mcp` that use it, with the last of which it goes; null for one that stays. */
  readonly keeper: string | null;
  /** The mark of what a `deskhand mcp` without a name has left for the next one that would make the same; null for one that is not for them. */
  readonly keptBy: string | null;
  /** Its kept browser profile; null when it has none. */
  readonly profile: string | null;
  /** Of its main process when it has ended. */
  readonly exitCode: number;
}

/** What a container's inspection says about the desktop in it. Pure. */
export function desktopInfo(inspected: ContainerInspectInfo): DesktopInfo {
  const { Config: config, State: state } = inspected;
  const port = inspected.NetworkSettings.Ports[API_PORT]?.[0]?.HostPort;
  return {
    name: config.Labels[DESKTOP_LABEL] ?? '',
    id: inspected.Id,
    state: state.Status as DesktopState,
    health: state.Health?.Status ?? null,
    image: config.Image,
    created: inspected.Created,
    url: state.Running && port !== undefined ? `http://127.0.0.1:${port}` : null,
    token: variable(config.Env, 'DESKHAND_TOKEN') ?? '',
    ephemeral: config.Labels[EPHEMERAL_LABEL] === 'true',
    keeper: config.Labels[MCP_LABEL] ?? null,
    keptBy: config.Labels[MCP_KEPT_LABEL] ?? null,
    profile: config.Labels[PROFILE_LABEL] ?? null,
    exitCode: state.ExitCode,
  };
}

function variable(env: readonly string[], name: string): string | undefined {
  return env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
