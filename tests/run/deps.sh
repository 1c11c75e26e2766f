# `make deps` without touching the machine: dpkg-query, id, sudo and apt-get are stand-ins.
. tests/lib/tap.sh
unset MAKEFLAGS MFLAGS MAKELEVEL

bin=$SCRATCH/bin
mkdir "$bin"
stub() { # NAME SCRIPT
  printf '#!/bin/sh\n%s\n' "$2" > "$bin/$1"
  chmod +x "$bin/$1"
}
log=$SCRATCH/log
stub apt-get "echo apt-get \$* >> $log"
stub dpkg-query 'echo install ok installed'
stub id 'echo 1000'
stub sudo 'exit 1'
deps() {
  : > "$log"
  PATH=$bin:$PATH make -s "${1:-deps}" > "$SCRATCH/out" 2> "$SCRATCH/err"
}
line=$(sed -n '/^PACKAGES/,/[^\\]$/p' Makefile | tr -d '\\\n' | sed 's/.*= *//; s/  */ /g')
line="DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $line"
line="apt-get update && $line"
plain=$line
if ! command -v node || ! command -v npm; then line="$line nodejs npm"; fi > /dev/null

ok 'all there: done' deps
is 'all there: the line is printed' "$(cat "$SCRATCH/out")" "$line"
is 'all there: nothing is run' "$(cat "$log")" ''

# Where there is no npm it is Debian's: a folder of what make needs, and nothing else.
mkdir "$SCRATCH/few"
for command in make sh nproc sed cat cksum date; do ln -s "$(command -v $command)" "$SCRATCH/few"; done
is 'no npm: it is a package' "$(PATH=$bin:$SCRATCH/few make -s deps 2> "$SCRATCH/err")" "$plain nodejs npm"
stub node ''
stub npm ''
is 'npm from elsewhere: it is none' "$(PATH=$bin:$SCRATCH/few make -s deps 2> "$SCRATCH/err")" "$plain"
rm "$bin/node" "$bin/npm"

stub dpkg-query 'echo deinstall ok config-files; exit 0'
ok 'missing, not root, no sudo: stops' sh -c '! "$@"' - env PATH="$bin:$PATH" make -s deps
deps
is 'and prints the line' "$(cat "$SCRATCH/out")" "$line"
is 'and runs nothing' "$(cat "$log")" ''
ok 'and says what to do' grep -q 'run the line above as root' "$SCRATCH/err"

stub sudo 'test "$1" = -n || exit 1; shift; exec "$@"'
ok 'missing, sudo: done' deps
is 'and runs the line' "$(cat "$log")" "apt-get update
$(echo "$line" | sed 's/.*noninteractive //')"

stub sudo 'exit 1'
stub id 'echo 0'
ok 'missing, root: done' deps
is 'and runs the line too' "$(sed -n 1p "$log")" 'apt-get update'
stub apt-get 'exit 100'
ok 'a failing apt-get stops make' sh -c '! "$@"' - env PATH="$bin:$PATH" make -s deps

tap_done
