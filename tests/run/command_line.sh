# The command line: what mopsc answers, and its exit status.
. tests/lib/tap.sh

status_is() { # STATUS COMMAND...
  wanted=$1
  shift
  "$@" > "$SCRATCH/out" 2> "$SCRATCH/err" < /dev/null
  found=$?
  [ "$found" = "$wanted" ] && return
  echo "exit status $found, not $wanted"
  cat "$SCRATCH/out" "$SCRATCH/err"
  return 1
}
says() { grep -qF -e "$2" "$SCRATCH/$1" || { cat "$SCRATCH/$1"; return 1; }; }

hello=examples/hello/hello.mops
sed 's/pricing_view  at/pricing_veiw  at/' $hello > "$SCRATCH/broken.mops"

ok '--version' status_is 0 "$MOPSC" --version
ok '--version names the program, language, image and ABI' \
  grep -qE '^mopsc [0-9.]+ \(language [0-9]+, image format [0-9]+, library ABI [0-9]+\)$' "$SCRATCH/out"
ok '--help' status_is 0 "$MOPSC" --help
for command in check build run test explain fmt disasm; do
  ok "--help lists $command" grep -qE "^  $command  *[a-z]" "$SCRATCH/out"
done
for command in check build run test explain fmt disasm; do
  ok "$command --help" status_is 0 "$MOPSC" $command --help
  ok "$command --help says how it is used" says out "usage: mopsc $command"
  test $command = fmt || ok "$command without arguments is misuse" status_is 2 "$MOPSC" $command
  ok "$command: unknown option" status_is 2 "$MOPSC" $command --hepl x
  ok "$command: did you mean" says err 'did you mean --help?'
done
ok 'no command' status_is 2 "$MOPSC"
ok 'unknown command' status_is 2 "$MOPSC" chek x
ok 'unknown command: did you mean' says err 'did you mean "check"?'

ok 'check: clean' status_is 0 "$MOPSC" check $hello
ok 'check: says so' says out 'no mistakes in 1 file'
ok 'check: standard input' sh -c "\"$MOPSC\" check - < $hello"
ok 'check: lines that end in CR' sh -c "sed 's/\$/ # x/' $hello | tr '\\n' '\\r' | \"$MOPSC\" check -"
ok 'check: an error' status_is 1 "$MOPSC" check "$SCRATCH/broken.mops" $hello
ok 'check: counts' says out '1 error, 0 warnings in 2 files'
ok 'check: names the place' says out 'broken.mops:4:'
ok 'check: no colour in a file' sh -c "! grep -q '$(printf '\033')' '$SCRATCH/out'"
ok 'check: colour when asked for' status_is 1 "$MOPSC" check --color=always "$SCRATCH/broken.mops"
ok 'check: colour is there' grep -q "$(printf '\033')" "$SCRATCH/out"
ok 'check: json' status_is 1 "$MOPSC" check --format json "$SCRATCH/broken.mops"
ok 'check: json is one object a line' lua5.4 -e '
  local cjson, lines = require "cjson", 0
  for line in io.lines() do
    local finding = cjson.decode(line)
    assert(finding.severity == "error" and finding.line == 4 and finding.code:find("^E%d%d%d%d$"))
    lines = lines + 1
  end
  assert(lines == 1)' < "$SCRATCH/out"
ok 'check: a file that is not there' status_is 3 "$MOPSC" check "$SCRATCH/none.mops" $hello
ok 'check: says which' says err 'none.mops: No such file or directory'
ok 'check: a wrong choice' status_is 2 "$MOPSC" check --fail-on never $hello
ok 'check: says the choices' says err 'error|warning'
ok 'check: a value is missing' status_is 2 "$MOPSC" check $hello --format

ok 'build' status_is 0 "$MOPSC" build $hello -o "$SCRATCH/hello.mopsb"
ok 'build: elsewhere, at another time zone, the same bytes' \
  sh -c "TZ=Pacific/Apia \"$MOPSC\" build - -o - < $hello | cmp - '$SCRATCH/hello.mopsb'"
ok 'build: without -o' status_is 2 "$MOPSC" build $hello
ok 'build: a mistake' status_is 1 "$MOPSC" build "$SCRATCH/broken.mops" -o "$SCRATCH/broken.mopsb"
ok 'build: the mistake is shown' says err 'broken.mops:4:'
ok 'build: nothing is written' test ! -e "$SCRATCH/broken.mopsb"
ok 'build: nowhere to write' status_is 3 "$MOPSC" build $hello -o "$SCRATCH/no/such/folder.mopsb"
ok 'build: a full disk' status_is 3 "$MOPSC" build $hello -o /dev/full
ok 'build --tree' status_is 0 "$MOPSC" build --tree $hello
ok 'build --tree is JSON' lua5.4 -e 'require "cjson".decode(io.read("a"))' < "$SCRATCH/out"
ok 'full standard output' sh -c "\"$MOPSC\" --help > /dev/full 2> /dev/null; test \$? = 3"


# ---- what a fix leaves, as lines -------------------------------------------------------------------------
printf 'agreement "T" { timezone "UTC", version "1" }\nlead { email: email key }\n' > "$SCRATCH/comma.mops"
is 'a fix that begins a new line shows two' "$("$MOPSC" check "$SCRATCH/comma.mops" | grep '^. +')" \
  '1 + agreement "T" { timezone "UTC"
2 +   version "1" }'
tap_done
