import { describe, expect, it } from 'vitest';
import { containerSpec } from '../../../src/host/container-spec.ts';
import { loadSeccompProfile } from '../../../src/host/seccomp.ts';

const least = {
  name: 'one',
  image: 'deskhand:local',
  token: 'secret-token',
  seccomp: '{"defaultAction":"SCMP_ACT_ERRNO"}',
};

describe('containerSpec', () => {
  it('hardens by default, exactly so', () => {
    expect(containerSpec(least)).toEqual({
      name: 'deskhand-one',
      Image: 'deskhand:local',
      Hostname: 'deskhand',
      Labels: { 'io.deskhand.desktop': 'one' },
      Env: ['DESKHAND_TOKEN=secret-token'],
      ExposedPorts: { '6080/tcp': {} },
      Volumes: { '/tmp': {}, '/home/desk': {} },
      HostConfig: {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true', 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'],
        Privileged: false,
        PidsLimit: 2048,
        Memory: 4 * 1024 ** 3,
        ShmSize: 1024 ** 3,
        Ulimits: [{ Name: 'nofile', Soft: 8192, Hard: 8192 }],
        PortBindings: { '6080/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] },
        ExtraHosts: ['host.docker.internal:host-gateway'],
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
        Init: false,
        RestartPolicy: { Name: 'always' },
      },
    });
  });

  it('carries the options and keeps the port on loopback', () => {
    const spec = containerSpec({
      ...least,
      port: 6080,
      display: { width: 1920, height: 1080 },
      startUrl: 'https://example.com/',
      memory: 1024 ** 3,
      env: { TZ: 'Europe/Berlin' },
    });
    expect(spec.Env).toEqual([
      'TZ=Europe/Berlin',
      'DISPLAY_WIDTH=1920',
      'DISPLAY_HEIGHT=1080',
      'START_URL=https://example.com/',
      'DESKHAND_TOKEN=secret-token',
    ]);
    expect(spec.HostConfig?.Memory).toBe(1024 ** 3);
    expect(spec.HostConfig?.PortBindings).toEqual({
      '6080/tcp': [{ HostIp: '127.0.0.1', HostPort: '6080' }],
    });
  });

  it('keeps its own label and token whatever else is given', () => {
    const spec = containerSpec({
      ...least,
      env: { DESKHAND_TOKEN: 'mine' },
      labels: { 'io.deskhand.desktop': 'other', 'io.deskhand.test': 'run' },
    });
    expect(spec.Labels).toEqual({ 'io.deskhand.desktop': 'one', 'io.deskhand.test': 'run' });
    expect(spec.Env).toEqual(['DESKHAND_TOKEN=secret-token']);
  });

  it('is never restarted by Docker when it belongs to one run', () => {
    const spec = containerSpec({ ...least, ephemeral: true });
    expect(spec.HostConfig?.RestartPolicy).toEqual({ Name: 'no' });
    expect(spec.Labels?.['io.deskhand.ephemeral']).toBe('true');
  });

  it.each(['', '-x', 'a b', 'ü', 'a/b', 'x'.repeat(52)])('refuses the name %j', (name) => {
    expect(() => containerSpec({ ...least, name })).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

describe('loadSeccompProfile', () => {
  it("gives the image's profile as JSON text, for the API takes no path", async () => {
    const profile = JSON.parse(await loadSeccompProfile()) as { defaultAction: string; syscalls: unknown[] };
    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(profile.syscalls.length).toBeGreaterThan(10);
  });

  it('says so when the profile is missing', async () => {
    await expect(loadSeccompProfile('/nonexistent.json')).rejects.toThrow('seccomp profile');
  });
});
