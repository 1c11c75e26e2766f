#!/bin/sh
# Agreements in several files: mistakes, reasons and tests tell in which file they stand.
set -u
top=$(pwd)
mopsc=${MOPSC:-build/mopsc}
case $mopsc in /*) ;; *) mopsc=$top/$mopsc ;; esac
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
number=0

ok() { number=$((number + 1)); echo "ok $number - $1"; }
not_ok() { number=$((number + 1)); echo "not ok $number - $1"; sed 's/^/# /' "$folder/out"; }
says() { if grep -qF -- "$2" "$folder/out"; then ok "$1"; else not_ok "$1"; fi; }
silent() { if grep -qF -- "$2" "$folder/out"; then not_ok "$1"; else ok "$1"; fi; }

mkdir -p "$folder/main/sub" "$folder/shared"
cat > "$folder/main/main.mops" <<'END'
agreement "Files" {
  timezone "Etc/UTC"
  parties  sales
}
use "sub/scores.mops"
lead { email: email key, n: int 0..100 }
event visit
lifecycle {
  stage a owned by sales
  stage b owned by sales  final
  start at a
  a -> b when s >= 5 and large
}
END
cat > "$folder/main/sub/scores.mops" <<'END'
use "../../shared/names.mops"
score s {
  +7 "Visit" on visit where large
  keep at most 6
}
test "fails" {
  lead { n: 1 }
  2026-01-01 00:00  visit
  expect s = 6
}
END
cat > "$folder/shared/names.mops" <<'END'

define large = n >= 10
END
cat > "$folder/events.jsonl" <<'END'
{"lead":"jo@x.io","type":"visit","at":"2026-01-02T00:00:00Z"}
END
echo '{"email":"jo@x.io","at":"2026-01-01T00:00:00Z","n":50}' > "$folder/leads.jsonl"
cd "$folder" || exit 1

"$mopsc" run main/main.mops --leads leads.jsonl --events events.jsonl > out 2>&1
says "a rule's file" '{"rule":"s/Visit","line":3,"file":"sub/scores.mops","event":"visit","points":7}'
says "a test's file" '"criterion":"large: n >= 10","line":2,"file":"../shared/names.mops","holds":true'
says "a bound's file" '{"rule":"s/keep","line":4,"file":"sub/scores.mops","points":-1}'
says "a move has no file in the first one" '{"rule":"lifecycle/a -> b","line":12}'

"$mopsc" explain main/main.mops --leads leads.jsonl --events events.jsonl --lead jo@x.io > out 2>&1
says "explain tells a rule's file" '(sub/scores.mops:3)'
says "explain tells the first file by its line alone" '(line 12)'

"$mopsc" test main/main.mops > out 2>&1
says "a test of a used file is run" 'sub/scores.mops:9: expected, but not so'

"$mopsc" build main/main.mops -o one.mopsb > out 2>&1
mkdir other && cp -r main shared other/ && (cd other/main && "$mopsc" build main.mops -o ../../two.mopsb) >> out 2>&1
if cmp -s one.mopsb two.mopsb; then ok "the same image from another folder"; else not_ok "the same image from another folder"; fi
"$mopsc" build --tree main/main.mops > out 2>&1
says "the tree tells files" '"line":3,"file":"sub/scores.mops"'

echo 'use "main.mops"' > main/back.mops
sed -i 's|^use .*|use "back.mops"|' main/main.mops
"$mopsc" check main/main.mops > out 2>&1
says "a circle is told where it closes" 'main/back.mops:1'
says "the chain is shown" 'main.mops uses back.mops, which uses main.mops'

sed -i 's|^use .*|use "sub/scores.mops"|' main/main.mops
printf 'agreement "Two" { timezone "Etc/UTC" }\nevent visit\ndefine large = n > 1\n' > shared/names.mops
"$mopsc" check main/main.mops > out 2>&1
says "one agreement block" 'only the first file has an `agreement` block'
says "a name of two files is declared twice" 'event `visit` is declared twice'

printf 'define large = m > 1\n' > shared/names.mops
"$mopsc" check main/main.mops > out 2>&1
says "a mistake in a used file" 'main/../shared/names.mops:1'
echo "1..$number"
