/** What `--help` prints. */
export const HELP = `deskhand: a desktop that an agent can use

usage: docker run [options] IMAGE [command]

  serve                       start the desktop and its API on port 6080 (default)
  run "TASK"                  do one task; the answer on stdout, progress on stderr
  run TASK.yaml               do the task of a task file
  run PLAYBOOK.yaml           run a playbook; needs no key
      --model ID --steps N --minutes N --budget USD --start-url URL --strict-model
      --param NAME=VALUE --json
  mcp [--permissions LIST]    a desktop as an MCP server over stdin and stdout
  egress --allow HOSTS        no desktop, but the only way out for desktops on a network without one
      --forward PORT=HOST:PORT
  healthcheck                 exit 0 when the desktop works
  open URL                    a new tab in the desktop's browser (docker exec)
  type TEXT                   type text of any characters where the focus is (docker exec)
  version                     print the version
  help                        print this
  anything else               run that command with the desktop up

serve, run and mcp take --log-format text|json.

exit codes: 0 done · 1 failed · 2 usage · 3 not ready (no key, no folder, …) · 4 limit reached · 130/143 signal
`;
