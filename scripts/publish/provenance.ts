import type { Texts } from './oci.ts';

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
  /** Build arguments that shape the result. They are published: no secret belongs here. */
  readonly args: Texts;
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

/** The provenance with all parameters and everything that was built from: what BuildKit calls mode `max`. */
export function provenanceOf(build: Build): object {
  const { source, ref, revision, args, platform, bases, run, finished } = build;
  const uri = `git+${source}@${ref}`;
  const digest = { gitCommit: revision };
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        configSource: { uri, digest, path: 'Dockerfile.cua' },
        request: {
          frontend: 'dockerfile.v0',
          args: Object.fromEntries(Object.entries(args).map(([name, value]) => [`build-arg:${name}`, value])),
          secrets: [{ id: 'ca', optional: true }],
          locals: [{ name: 'context' }, { name: 'dockerfile' }],
        },
      },
      internalParameters: { builderPlatform: platform, ...(run === undefined ? {} : { github: run }) },
      resolvedDependencies: [{ uri, digest }, ...bases],
    },
    runDetails: {
      builder: { id: run?.url ?? 'urn:deskhand:build-without-a-workflow' },
      metadata: { invocationId: run?.url ?? `urn:deskhand:${revision}`, finishedOn: finished.toISOString() },
    },
  };
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
