import { secretsFrom } from '../actions/secrets.ts';
import { frameSizeFor } from '../models/frame-size.ts';
import { CostMeter } from '../models/meter.ts';
import type { ToolSpec } from '../models/model.ts';
import { openModel } from '../models/open.ts';
import { DEFAULT_MODEL, loadRegistry } from '../models/registry.ts';
import { CONFIRM_SECONDS } from './confirm/confirm.ts';
import { isOnSites } from './confirm/sites.ts';
import { Healer } from './playbook/healer.ts';
import { createPlanner } from './playbook/planner.ts';
import { repairPlaybook } from './playbook/repairs.ts';
import type { Repair } from './playbook/repairs.ts';
import { parsePlaybook } from '../playbook/parse.ts';
import { gateOf, modelOptions } from './model-options.ts';
import type { PriorRun } from './prior-run.ts';
import type { RunPlan } from './run-plan.ts';
import { withFrameSize } from './sized-executor.ts';
import type { TaskSpec } from './task-spec.ts';
import { limitsOf } from './task-spec.ts';
import type { TaskDeps } from './tasks.ts';
import { chooseTools } from './tools/choose-tools.ts';
import { NOTES_TOOL } from './tools/notes.ts';
import { outputContract } from './tools/output-contract.ts';
import type { OutputContract } from './tools/output-contract.ts';

/** The real clock in ms. */
export const monotonic = (): number => performance.now();

/** Plans a run. Throws for everything that can be known to be wrong beforehand: playbook, model, key, tools, base URL, schema. */
export function planRun(given: TaskDeps, spec: TaskSpec, prior?: PriorRun): RunPlan {
  const deps = spec.registry === undefined ? given : { ...given, registry: loadRegistry(spec.registry) };
  const output = spec.output_schema === undefined ? undefined : outputContract(spec.output_schema);
  const common: Common = {
    output,
    prior,
    mcpServers: spec.mcp_servers ?? {},
    memory: spec.memory,
    hasNotes: spec.playbook === undefined && (spec.tools?.includes(NOTES_TOOL) ?? true),
    isAttended: spec.interactive ?? false,
    confirm: { mode: spec.confirm ?? 'never', seconds: spec.confirm_seconds ?? CONFIRM_SECONDS },
    isHome: spec.sites === undefined ? undefined : isOnSites(spec.sites),
    limits: limitsOf(spec, spec.playbook === undefined ? deps.defaults.limits : {}),
    secrets: secretsFrom(spec.secrets ?? {}),
    files: (spec.files ?? []).map(({ name, data }) => ({ name, data: Buffer.from(data, 'base64') })),
    tools: toolsOf(deps, spec, prior, output),
  };
  return spec.playbook === undefined
    ? planModelRun(deps, spec, common)
    : planPlaybookRun(deps, spec, spec.playbook, common);
}

type Common = Pick<
  RunPlan,
  | 'limits'
  | 'secrets'
  | 'files'
  | 'tools'
  | 'output'
  | 'mcpServers'
  | 'memory'
  | 'isAttended'
  | 'prior'
  | 'confirm'
  | 'isHome'
  | 'hasNotes'
>;

function planModelRun(deps: TaskDeps, spec: TaskSpec, common: Common): RunPlan {
  const options = modelOptions(deps, spec, common.prior);
  // Opened once without a listener, so that what is wrong is said before the run has an id.
  const { profile } = openModel({ ...options, warn: () => undefined });
  return {
    ...common,
    task: spec.task ?? common.prior?.task ?? '',
    modelId: profile.id,
    startUrl: spec.start_url,
    // Steps of an earlier run hold places of its frames, so the run that goes on from it sees frames of that size.
    executor: withFrameSize(deps.executor, (display) =>
      common.prior?.steps[0] === undefined
        ? frameSizeFor(profile, display)
        : (common.prior.steps[0].frameSize ?? display),
    ),
    meter: new CostMeter(profile, deps.registry),
    paid: true,
    open: ({ id, warn }) => openModel({ ...options, warn, gate: gateOf(deps, options, id, spec) }),
  };
}

/** Share of an unchanged prefix that is taken to be cached when a playbook's cost is estimated. */
const ASSUMED_CACHE = 0.9;

function planPlaybookRun(deps: TaskDeps, spec: TaskSpec, yaml: string, common: Common): RunPlan {
  const playbook = parsePlaybook(yaml);
  const executor = withFrameSize(deps.executor, (display) => playbook.frame ?? display);
  const repairs: Repair[] = [];
  const options = spec.heal === true ? modelOptions(deps, spec, common.prior) : undefined;
  // Opened once beforehand, as for a task.
  const healing = options === undefined ? undefined : openModel({ ...options, warn: () => undefined });
  return {
    ...common,
    task: spec.task ?? playbook.name,
    modelId: 'playbook',
    playbook: yaml,
    startUrl: spec.start_url ?? playbook.start_url,
    executor,
    meter: new CostMeter(deps.registry.get(DEFAULT_MODEL), deps.registry, ASSUMED_CACHE),
    paid: false,
    healed: () => (repairs.length === 0 ? undefined : repairPlaybook(yaml, repairs)),
    open: ({ id, warn, signal, tally }) => {
      const { limits, secrets } = common;
      const healer =
        options === undefined || healing === undefined
          ? undefined
          : new Healer({
              ...openModel({ ...options, warn, gate: gateOf(deps, options, id, spec) }),
              meter: new CostMeter(healing.profile, deps.registry),
              tally,
              limits,
              secrets,
              signal,
              warn,
            });
      const planner = createPlanner(playbook, {
        executor,
        signal,
        now: deps.now ?? monotonic,
        healer,
        repaired: (repair) => repairs.push(repair),
      });
      return { model: planner, watcher: planner, check: () => undefined };
    },
  };
}

function toolsOf(
  { executor }: TaskDeps,
  spec: TaskSpec,
  prior: PriorRun | undefined,
  output: OutputContract | undefined,
): readonly ToolSpec[] {
  // A playbook's steps are known; whatever they call must be there.
  const every = spec.playbook === undefined ? undefined : executor.table.list().map(({ name }) => name);
  const tools = chooseTools(executor.table, {
    names: spec.tools?.filter((name) => name !== NOTES_TOOL) ?? every,
    task: spec.task ?? prior?.task ?? '',
    startUrl: spec.start_url,
    hasFiles: (spec.files ?? []).length > 0,
  });
  return output === undefined ? tools : tools.map((tool) => (tool.name === 'done' ? output.done : tool));
}
