import { createHash } from 'node:crypto';
import type { Descriptor, Texts } from './oci.ts';

/** How an image came about, as SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance). */

/** Something that a build took: where from, and which one. */
export interface Material {
  readonly uri: string;
  readonly digest: Texts;
}

/** A build, as far as its provenance tells of it. */
export interface Build {
  /** The repository's address, and git's name of what was built. */
  readonly source: string;
  readonly ref: string;
  readonly revision: string;
  /** Build arguments and labels that the build was called with, see {@link publicArgs}. They are published: no secret belongs here. */
  readonly args: Texts;
  readonly labels: Texts;
  /** The text of Dockerfile.cua: every step of the build. */
  readonly dockerfile: string;
  /** The image's layers, as they are published. */
  readonly layers: readonly Descriptor[];
  /** `linux/amd64`. */
  readonly platform: string;
  readonly bases: readonly Material[];
  /** The run of a workflow, where one built. */
  readonly run?: WorkflowRun;
  readonly finished: Date;
}

/** A run of a GitHub workflow. */
export interface WorkflowRun {
  /** Address of this attempt of the run. */
  readonly url: string;
  /** The workflow's file and ref, as GITHUB_WORKFLOW_REF gives it. */
  readonly workflow: string;
  readonly event: string;
  readonly runner: string;
}

/** The build type, which says what the parameters mean: a Dockerfile build by BuildKit. */
export const BUILD_TYPE =
  'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md';

const DOCKERFILE = 'Dockerfile.cua';

/**
 * The provenance as BuildKit writes it in its mode `max`: all parameters, what was built from, the source of the steps and
 * the layers that they made. The steps' own graph (`llbDefinition`) is left out: engines before 23 do not give it.
 */
export function provenanceOf(build: Build): object {
  const { source, ref, revision, args, labels, dockerfile, platform, bases, run, finished } = build;
  const uri = `git+${source}@${ref}`;
  const digest = { gitCommit: revision };
  const bytes = Buffer.from(dockerfile);
  const file = {
    name: DOCKERFILE,
    uri: `${uri}#${DOCKERFILE}`,
    digest: { sha256: createHash('sha256').update(bytes).digest('hex') },
  };
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        configSource: { uri, digest, path: DOCKERFILE },
        request: {
          frontend: 'dockerfile.v0',
          args: { ...prefixed('build-arg:', args), ...prefixed('label:', labels) },
          secrets: [{ id: 'ca', optional: true }],
          locals: [{ name: 'context' }, { name: 'dockerfile' }],
        },
      },
      internalParameters: { builderPlatform: platform, ...(run === undefined ? {} : { github: run }) },
      resolvedDependencies: [{ uri, digest }, file, ...bases],
    },
    runDetails: {
      builder: { id: run?.url ?? 'urn:deskhand:build-without-a-workflow' },
      metadata: {
        invocationId: run?.url ?? `urn:deskhand:${revision}`,
        finishedOn: finished.toISOString(),
        buildkit_metadata: {
          vcs: { source, revision },
          source: {
            infos: [{ filename: DOCKERFILE, language: 'Dockerfile', data: bytes.toString('base64') }],
          },
          // By the step whose result they are: the build's only one.
          layers: { 'step0:0': [build.layers] },
        },
        // Packages come from archives by name: which ones they were tells the SBOM.
        buildkit_completeness: { request: true, resolvedDependencies: false },
        buildkit_reproducible: false,
      },
    },
  };
}

/** The arguments with what may be public of them: a mirror of this machine's own network is named, but not by its address. */
export function publicArgs(args: Texts): Texts {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      name === 'DEBIAN_MIRROR' ? publicMirror(value) : value,
    ]),
  );
}

function publicMirror(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isDebian = url?.hostname === 'debian.org' || url?.hostname.endsWith('.debian.org') === true;
  return isDebian && url?.username === '' && url.password === '' ? address : 'a mirror of the builder';
}

function prefixed(prefix: string, texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [prefix + name, value]));
}

/** The workflow's run that this process is part of; undefined outside of one. */
export function workflowRun(env: Readonly<Record<string, string | undefined>>): WorkflowRun | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  if (server === undefined || repository === undefined || id === undefined) return undefined;
  return {
    url: `${server}/${repository}/actions/runs/${id}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`,
    workflow: env['GITHUB_WORKFLOW_REF'] ?? '',
    event: env['GITHUB_EVENT_NAME'] ?? '',
    runner: `${env['RUNNER_OS'] ?? ''} ${env['RUNNER_ARCH'] ?? ''} ${env['RUNNER_ENVIRONMENT'] ?? ''}`.trim(),
  };
}
