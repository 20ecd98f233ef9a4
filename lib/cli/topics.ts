/** Help topics: `docker swarmnet help exit-codes` and so on. */
export const TOPICS: Readonly<Record<string, string>> = {
  "configuration": `The configuration is read from two files: .swarmnet.yaml in the current folder
or the nearest one above it, and swarmnet.yaml beside docker's config.json.
Environment variables win over the first file, and the first file over the
second. Lists of the first replace those of the second, 'rules' is merged rule
by rule, and 'ignore' adds up.

  require-encryption: warn    # off, warn, error: what create does about a plain
                              # network
  rules:                      # by code or name: error, warning, info, off
    overlay-unencrypted: error
    SN0324: off
  policies:
    must-encrypt: ["shop_*"]  # names of networks, with * and ?
    allowed-subnets: [10.64.0.0/10]
    forbidden-ports: [22, 5432/tcp, 8000-8999]
  ignore:                     # findings to suppress
    - rule: SN0102            # code or name, with * and ?
      object: ingress         # optional; without it, all objects
      reason: TLS on every port
      until: 2027-06-30       # last day; optional, without it for ever
  show: info                  # lowest level that audit and lint show
  fail-on: error              # lowest level for which they exit with 3
  profile: cis                # report against section 7 of the CIS Docker
                              # Benchmark
  tool-image: nicolaka/netshoot:v0.13  # what probe and bench run on the nodes,
                                       # better with a digest; ignored in
                                       # .swarmnet.yaml

A file that other users can change is not read, and a warning names the fix:
the file, its folder, and a link on the way must belong to you or root, and
neither a group with other members nor every user may write to them. Under sudo,
files of the calling user count as yours. On Windows this is not checked.
audit, lint and status name the file that switches checks off, changes levels,
replaces settings or suppresses findings; their JSON lists each.

A comment in a stack file (# swarmnet:ignore SN0101 REASON) suppresses findings
on its line and on what is nested under it; a label
(swarmnet.ignore.SN0101=REASON) those of its network or service. What suppresses
nothing is reported. 'docker swarmnet config show --origin' shows every setting
and the line that it comes from.
`,
  "exit-codes": `Exit codes are the same for every command and every output format.

  0     Done
  1     Failed: engine errors, an update that was rolled back or paused, an
        engine that cannot be reached
  3     The answer is no: findings at --fail-on or above, differences with
        --detailed-exitcode, a problem found by doctor or by a probe
  5     Stopped part-way; the journal is kept, and 'docker swarmnet resume'
        continues
  125   The command line, the environment or a configuration file is wrong;
        nothing was contacted or changed
  130   Interrupted (Ctrl-C) before anything was changed
  143   Terminated before anything was changed

2 is not used, and 1 never means findings, because docker itself answers 1 where
the plugin is missing.
`,
  "environment": `Environment variables

  DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_TLS, DOCKER_TLS_VERIFY,
  DOCKER_CERT_PATH, DOCKER_API_VERSION, DOCKER_CUSTOM_HEADERS
        As in docker. DOCKER_HOST wins over DOCKER_CONTEXT; flags written before
        the word swarmnet win over both.
  HTTP_PROXY, NO_PROXY
        Used for tcp:// engines without TLS, never for loopback, sockets or ssh.
  HTTPS_PROXY
        Not used: with TLS, docker system dial-stdio connects to the engine
        directly.
  SWARMNET_REQUIRE_ENCRYPTION
        off, warn or error: what 'create' does when the network is not encrypted
        (default warn).
  NO_COLOR
        No colour when set to anything but an empty value.
  CLICOLOR_FORCE
        Colour also where the output is not a terminal, when set and not 0.
  TERM=dumb
        No colour and no lines rewritten in place.
  DOCKER_CLI_HOOKS, DOCKER_CLI_HINTS
        docker's own switches for hints; they win over 'docker swarmnet hooks
        enable'.

Colour is decided in this order: --color (auto, always, never; every command
takes it), NO_COLOR, CLICOLOR_FORCE, TERM=dumb, whether the stream is a
terminal.
`,
  "formatting": `Lists (ls, service ls) follow docker:

  --format table              docker's table (default)
  --format 'table TEMPLATE'   a table with the columns of the template
  --format TEMPLATE           a Go template, applied to each object:
                              '{{.Name}}\\t{{.Encrypted}}'
  --format json               one JSON object a line
  -q, --quiet                 IDs only
  -f, --filter key=value      same key: or; different keys: and
  --no-trunc                  whole IDs

Template functions: json, split, join, title, lower, upper, pad, truncate,
println, and Go's own (printf, index, len, eq, ne, lt, le, gt, ge, and, or,
not). config.json's networksFormat and servicesFormat are the defaults of ls and
service ls.

Reports (diff, doctor and others) take --format text|json: one JSON document
with a schema id, keys sorted. audit and lint also take sarif, junit, github and
markdown; the exit code is the same in every format.

Text that comes from the swarm is shown with control characters escaped
(\\u001b), in JSON as well.
`,
};
