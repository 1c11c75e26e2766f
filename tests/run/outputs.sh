# mopsc run: what can go wrong with files and arguments, and what the user is told.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event demo
score s { +12.5 "Demo" on demo }
define icp = s >= 10
END
echo '{"lead":"a@x.io","type":"demo","at":"2026-10-05T10:00:00Z"}' > e.jsonl
awk 'BEGIN { for (i = 0; i < 5000; i++) print "{\"lead\":\"a" i "@x.io\",\"type\":\"demo\",\"at\":\"2026-10-05T10:00:00Z\"}" }' > many.jsonl

# ---- files ---------------------------------------------------------------------------------------------
fails() { # WHAT STATUS MESSAGE ARGUMENTS...
  what=$1 status=$2 message=$3
  shift 3
  found=$("$MOPSC" run "$@" 2>&1 > /dev/null < /dev/null)
  is "$what: status" $? "$status"
  is "$what: message" "$(printf '%s\n' "$found" | grep -v '^[0-9]* lead\|^decisions\|--help\|^after' | head -n 1)" \
    "$message"
}
if [ -c /dev/full ]; then
  fails 'a full disk' 3 'mopsc: /dev/full: No space left on device' a.mops --events e.jsonl --out /dev/full
  fails 'a full disk, early' 3 'mopsc: /dev/full: No space left on device' a.mops --events many.jsonl --out /dev/full
  fails 'a full disk for final states' 3 'mopsc: /dev/full: No space left on device' a.mops --events e.jsonl --final /dev/full
  echo '{' > bad.jsonl
  found=$("$MOPSC" run a.mops --events bad.jsonl --rejects /dev/full 2>&1 > /dev/null)
  is 'a full disk for rejects' $? 3
  "$MOPSC" run a.mops --events e.jsonl > /dev/full 2> summary
  is 'a full disk behind standard output' "$? $(head -n 1 summary)" '3 mopsc: standard output: No space left on device'
else
  left_out 'full disks (no /dev/full)'
fi
# A limit on the size of files is an error in the middle of the output.
found=$(trap '' XFSZ; ulimit -f 100; "$MOPSC" run a.mops --events many.jsonl --out limited 2>&1 > /dev/null)
is 'no more room in a file' "$? $(printf '%s\n' "$found" | grep -c 'mopsc: limited: File too large')" '3 1'
{ "$MOPSC" run a.mops --events many.jsonl 2> summary; echo $? > status; } | head -n 1 > /dev/null
is 'a closed pipe' "$(cat status) $(grep -c 'Broken pipe' summary)" '3 1'
fails 'a missing file' 3 'mopsc: missing.jsonl: No such file or directory' a.mops --events missing.jsonl
fails 'a folder' 3 'mopsc: .: Is a directory' a.mops --events .
fails 'a folder to write to' 3 'mopsc: no/out: No such file or directory' a.mops --events e.jsonl --out no/out
printf 'lead;type;at\nx;y;z\n' > semicolons.csv
fails 'semicolons' 3 'mopsc: semicolons.csv: the header has one column: expected commas between cells, not semicolons' \
  a.mops --events semicolons.csv
printf 'lead,type,at,type\n' > twice.csv
fails 'a column twice' 3 'mopsc: twice.csv: the header has the column type twice' a.mops --events twice.csv
lacks() { # WHAT HEADER MESSAGE OPTION [AGREEMENT]
  printf '%s\nx,y\n,\n' "$2" > lacks.csv
  fails "$1" 3 "mopsc: lacks.csv: the header has no column $3" "${5:-a.mops}" "$4" lacks.csv --at 2026-10-05T10:00:00Z
}
lacks 'no column for the key' mail,n 'email, the lead'\''s key; did you mean "mail"?' --leads
lacks 'the key in another case' n,Email 'email, the lead'\''s key; did you mean "Email"?' --leads
lacks 'the nearest column' Email_domain,E-mail 'email, the lead'\''s key; did you mean "E-mail"?' --leads
lacks 'nothing like the key' name,n 'email, the lead'\''s key' --leads
lacks 'no key among events' Lead,type 'lead (or email), the lead'\''s key; did you mean "Lead"?' --events
lacks 'no type among events' lead,Event_Type 'type, which names the event; did you mean "Event_Type"?' --events
lacks 'nothing like a type' lead,what 'type, which names the event' --events
sed 's/email key/email key from "Lead Email"/' a.mops > from.mops
lacks 'no column for a key from outside' email_of_lead,lead_email \
  'Lead Email, the lead'\''s key; did you mean "lead_email"?' --leads from.mops
printf '\377\376l\0' > wide.csv
fails 'UTF-16' 3 'mopsc: wide.csv: the file is UTF-16; save it as UTF-8' a.mops --events wide.csv

# ---- nothing that is still to be read is written over ------------------------------------------------------
fails 'output over input' 2 'mopsc run: e.jsonl would be written over while it is read' a.mops --events e.jsonl --out e.jsonl
ln e.jsonl other.jsonl
fails 'output over input by another name' 2 'mopsc run: other.jsonl would be written over while it is read' \
  a.mops --events e.jsonl --final other.jsonl
fails 'output over the agreement' 2 'mopsc run: a.mops would be written over the agreement' a.mops --events e.jsonl --out a.mops
fails 'two outputs' 2 'mopsc run: two outputs would go to the same file: x' a.mops --events e.jsonl --out x --final x
fails 'rejects between decisions' 2 \
  'mopsc run: decisions and records set aside would both go to standard output: add --out FILE' a.mops --events e.jsonl --rejects -
fails 'final states after decisions' 2 \
  'mopsc run: decisions and final states would both go to standard output: add --out FILE' a.mops --events e.jsonl --final -
fails 'final states after decisions, as asked for' 2 \
  'mopsc run: decisions and final states would both go to standard output: add --out FILE' \
  a.mops --events e.jsonl --final - --out -
fails 'rejects before final states' 2 \
  'mopsc run: final states and records set aside would both go to standard output: add --final FILE' \
  a.mops --events e.jsonl --out x --final - --rejects -
is 'the input is still there' "$(grep -c . e.jsonl)" 1
rm -f out
"$MOPSC" run a.mops --events missing.jsonl --out out 2> /dev/null
ok 'nothing is written when an input is missing' test ! -e out

# ---- arguments -----------------------------------------------------------------------------------------------
fails 'nothing' 2 'mopsc run: which agreement?'
fails 'no input' 2 'mopsc run: nothing to read: add --leads FILE or --events FILE' a.mops
fails 'a file without option' 2 'mopsc run: one agreement, please; files of records go after --leads or --events (found "e.jsonl")' \
  a.mops e.jsonl
fails 'standard input twice' 2 'mopsc run: standard input (-) can be read only once' a.mops --events - --leads -
fails 'a wrong format' 2 'mopsc run: --format takes one of jsonl|csv, not "xml"' a.mops --events e.jsonl --format xml
fails 'a wrong instant' 2 'mopsc run: --at takes an instant such as 2026-10-05T14:00:00Z, not "today"' \
  a.mops --events e.jsonl --at today
fails 'a time column of another file' 2 \
  'mopsc run: --time-column takes FILE:VALUE, with a FILE of --roster, --leads or --events as it is written there, not "x.jsonl:when"' \
  a.mops --events e.jsonl --time-column x.jsonl:when
fails 'a wrong time format' 2 \
  'mopsc run: --time-format FILE:FORMAT takes one of rfc3339|seconds|milliseconds, not "days"' \
  a.mops --events e.jsonl --time-format e.jsonl:days
fails '--show alone' 2 'mopsc run: --show adds to the final states: add --final FILE' a.mops --events e.jsonl --show icp
fails '--show of nothing' 2 'mopsc run: --show: the agreement has no definition "ipc"; did you mean "icp"?' \
  a.mops --events e.jsonl --final out --show ipc
sed 's/^define icp.*/&\ndefine host = email.domain/' a.mops > text.mops
fails '--show of a text' 2 'mopsc run: --show: "host" is another name for a text, and texts are not kept: define what is asked of it, such as `define x = host is known`' \
  text.mops --events e.jsonl --final out --show host
ok '--help' "$MOPSC" run --help
is '--help has an example' "$("$MOPSC" run --help | grep -c -- '--events events.jsonl')" 1

# ---- --show ----------------------------------------------------------------------------------------------------
is '--show' "$("$MOPSC" run a.mops --events e.jsonl --out /dev/null --final - --show icp 2> summary)" \
  '{"lead":"a@x.io","at":"2026-10-05T10:00:00Z","stage":null,"owner":null,"scores":{"s":12.5},"grades":{},"clocks":{},"show":{"icp":true}}'
tap_done
