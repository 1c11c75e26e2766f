# TAP (Test Anything Protocol) for tests in shell: `. tests/lib/tap.sh` from the top of the tree.
#
#   ok 'what is checked' COMMAND ARGUMENTS...   passes if the command does; shows its output if not
#   is 'what is checked' FOUND EXPECTED         compares two texts
#   left_out 'what, and why'                    says loudly that something could not be checked
#   tap_done                                    the last line of the script
#
# $MOPSC is the program, $SCRATCH an empty folder that is removed afterwards.

MOPSC=${MOPSC:-${BUILD:-build}/mopsc}
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
tap_run=0
tap_failed=0

tap_report() { # STATUS WHAT
  tap_run=$((tap_run + 1))
  if [ "$1" = 0 ]; then
    echo "ok $tap_run - $2"
  else
    tap_failed=$((tap_failed + 1))
    echo "not ok $tap_run - $2"
  fi
}

ok() {
  tap_what=$1
  shift
  if "$@" > "$SCRATCH/.tap" 2>&1; then
    tap_report 0 "$tap_what"
  else
    tap_report 1 "$tap_what"
    sed 's/^/# /' "$SCRATCH/.tap"
  fi
}

is() {
  if [ "$2" = "$3" ]; then
    tap_report 0 "$1"
  else
    tap_report 1 "$1"
    printf '%s\n' "expected: $3" "found:    $2" | sed 's/^/# /'
  fi
}

left_out() {
  tap_run=$((tap_run + 1))
  echo "ok $tap_run - # SKIP $1"
}

tap_done() {
  echo "1..$tap_run"
  [ "$tap_failed" = 0 ]
}
