#!/bin/sh
# The entry of every container: `start.sh settings|database|agencies|portal|worker|operators|lab [arguments]`. Passwords are read from the
# volumes that `settings` writes, so neither the compose file nor `docker inspect` shows one.
set -eu
cd "$(dirname "$0")/.."
settings=${SETTINGS:-/settings}
role=${1:?which process? settings, database, agencies, portal, worker, operators or lab}
shift

# Not every compose implementation waits for `settings`; half a minute is ten times what it takes.
setting() {
  for _ in $(seq 150); do
    [ -e "$settings/$1" ] && break
    sleep 0.2
  done
  cat "$settings/$1"
}

# PostgreSQL's client takes both from the environment. The name tells one life of a process from the next.
database() {
  PGPASSWORD=${PGPASSWORD:-$(setting database/postgres-password)}
  PGAPPNAME="antrean-$role-$(hostname)"
  export PGPASSWORD PGAPPNAME
}

case $role in
  settings)
    exec node containers/settings.ts
    ;;
  database)
    database
    exec node containers/database.ts
    ;;
  agencies)
    exec node agencies/main.ts
    ;;
  portal)
    database
    # Unquoted: several flags.
    exec node $(setting public/portal-flags) portal/server.ts
    ;;
  worker)
    database
    flags=$(setting public/worker-flags)
    if [ -z "$flags" ]; then
      echo "the strategy ${STRATEGY:-} issues inside the request: there is no work for a worker" >&2
      exit 0
    fi
    exec node $flags worker/main.ts
    ;;
  operators)
    database
    OPERATORS_PASSWORD=${OPERATORS_PASSWORD:-$(setting operators/operators-password)}
    # Who has logged in stays so when the process is started again.
    OPERATORS_SESSION_KEY=${OPERATORS_SESSION_KEY:-$(setting operators/operators-session-key)}
    export OPERATORS_PASSWORD OPERATORS_SESSION_KEY
    exec node operators/main.ts
    ;;
  lab)
    database
    # Its live page would be on the container's own loopback; Prometheus reads its metrics.
    exec node loadtest/main.ts run --no-live "$@"
    ;;
  *)
    echo "start.sh: there is no process \"$role\"" >&2
    exit 2
    ;;
esac
