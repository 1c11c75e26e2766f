# mopsc report: what can go wrong with files and arguments, what the user is told, and that the same input gives the
# same bytes. What the figures are: tests/report.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test <1> & \"2\"" { timezone "America/New_York" }
lead { email: email key }
event demo
lifecycle {
  stage new owned by marketing
  stage mql owned by sales final
  start at new
  new -> mql on demo
}
END
cat > d.jsonl <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"stage","before":null,"after":"new","because":[]}
{"at":"2026-10-06T10:00:00Z","lead":"a@x.io","decision":"stage","before":"new","after":"mql","because":[]}
END

# ---- arguments -----------------------------------------------------------------------------------------
fails() { # WHAT STATUS MESSAGE ARGUMENTS...
  what=$1 status=$2 message=$3
  shift 3
  found=$("$MOPSC" report "$@" 2>&1 > /dev/null < /dev/null)
  is "$what: status" $? "$status"
  is "$what: message" "$(printf '%s\n' "$found" | grep -v -e '--help' | head -n 1)" "$message"
}
fails 'no agreement' 2 'mopsc report: which agreement?'
fails 'two agreements' 2 'mopsc report: one agreement, please; decisions go after --decisions (found "d.jsonl")' a.mops d.jsonl
fails 'no decisions' 2 'mopsc report: which decisions? Add --decisions FILE, which `mopsc run --out FILE` wrote' a.mops
fails 'an image' 2 "mopsc report: an image has no titles: give the agreement's text, the .mops file" a.mopsb --decisions d.jsonl
fails 'decisions as CSV' 2 'mopsc report: d.csv: decisions as CSV lack the times that answers took: let `mopsc run` write them as JSON Lines, --out NAME.jsonl' \
  a.mops --decisions d.csv
for date in 2026-13-01 2026-02-30 2026-1-01 yesterday 2026-10-011 '' '2026- 1-01'; do
  fails "a date: $date" 2 "mopsc report: --from: expected a date such as 2026-10-01, found \"$date\"" a.mops --decisions d.jsonl --from "$date"
done
fails 'from after to' 2 'mopsc report: --from is later than --to' a.mops --decisions d.jsonl --from 2026-10-02 --to 2026-10-01
fails 'too long' 2 'mopsc report: a report is of at most 3660 days' a.mops --decisions d.jsonl --from 2016-10-02 --to 2026-12-01
fails 'no such stage' 2 'mopsc report: --scores-at: the agreement has no stage "mqll"; did you mean "mql"?' a.mops --decisions d.jsonl --scores-at mqll
fails 'two outputs, one file' 2 'mopsc report: two outputs would go to the same file: x' a.mops --decisions d.jsonl --json x --html x
fails 'two outputs, one stream' 2 'mopsc report: two outputs would go to the same file: -' a.mops --decisions d.jsonl --json - --csv -
fails 'over the agreement' 2 'mopsc report: a.mops would be written over the agreement' a.mops --decisions d.jsonl --json a.mops
fails 'over the decisions' 2 'mopsc report: ./d.jsonl would be written over while it is read' a.mops --decisions d.jsonl --csv ./d.jsonl
fails 'one standard input' 2 'mopsc report: standard input can be read only once' - --decisions -
fails 'nowhere to write' 3 'mopsc: no/x: No such file or directory' a.mops --decisions d.jsonl --json no/x
fails 'nothing to read' 3 'mopsc: no.jsonl: No such file or directory' a.mops --decisions no.jsonl
if [ -c /dev/full ]; then
  fails 'a full disk' 3 'mopsc: /dev/full: No space left on device' a.mops --decisions d.jsonl --json /dev/full
fi
echo 'agreement' > broken.mops
fails 'a broken agreement' 1 'error[E0101]: the line ends too early: expected a text in quotes' broken.mops --decisions d.jsonl

# ---- what can't be counted -----------------------------------------------------------------------------
fails 'no decision at all' 1 'mopsc report: there is no decision to tell of' a.mops --decisions /dev/null
fails 'all after --to' 1 'mopsc report: the first decision is of a day after --to' a.mops --decisions d.jsonl --to 2026-10-01

bad() { # WHAT LINE PROBLEM
  { cat d.jsonl; printf '%s\n' "$2"; } > bad.jsonl
  found=$("$MOPSC" report a.mops --decisions bad.jsonl --json bad.json 2>&1 > /dev/null)
  is "$1: status" $? 0
  is "$1: problem" "$found" "bad.jsonl:3: $3
set aside: 1 line"
  ok "$1: the rest counts" grep -q '"read":{"decisions":2,"set_aside":1,' bad.json
}
later='"at":"2026-10-07T10:00:00Z","lead":"a@x.io"'
bad 'no JSON' '{"at":' 'at: broken JSON: the record is cut off'
bad 'no object' '[1]' 'expected one JSON object, found a list'
bad 'no instant' '{"lead":"a@x.io"}' 'at: expected an instant such as "2026-10-05T14:00:00Z", found nothing'
bad 'an instant without an offset' '{"at":"2026-10-07T10:00:00","lead":"a@x.io"}' \
  'at: expected an instant such as "2026-10-05T14:00:00Z", found "2026-10-07T10:00:00"'
bad 'no lead' '{"at":"2026-10-07T10:00:00Z","lead":7}' "lead: expected a lead's key, found \"7\""
bad 'an unknown kind' "{$later,\"decision\":\"staged\"}" \
  'decision: expected scored, stage, assigned or another kind of decision, found "staged"'
bad 'no stage' "{$later,\"decision\":\"stage\",\"before\":\"mql\",\"after\":null}" 'after: expected a stage, found "null"'
bad 'no stage before' "{$later,\"decision\":\"stage\",\"after\":\"mql\"}" 'before: expected a stage or null, found nothing'
bad 'no points' "{$later,\"decision\":\"scored\",\"score\":\"s\",\"after\":\"10\"}" 'after: expected points, found "10"'
bad 'points without bound' "{$later,\"decision\":\"scored\",\"score\":\"s\",\"after\":99999999999999999999}" \
  'after: expected points, found "99999999999999999999"'
bad 'no verdict' "{$later,\"decision\":\"sla_met\",\"sla\":\"s\",\"owner\":null,\"after\":\"won\"}" 'after: expected a verdict, found "won"'
bad 'no owner' "{$later,\"decision\":\"assigned\",\"before\":null,\"after\":[]}" 'after: expected an owner or null, found a list'
bad 'earlier than the line before' '{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"notify"}' \
  'at: expected decisions in order of time: this one is earlier than the one before'
bad 'ten years later' '{"at":"2037-10-05T10:00:00Z","lead":"a@x.io","decision":"notify"}' \
  'at: expected an instant of the 3660 days from 2026-10-05 on: --from and --to say which'
bad 'a control character' "{$later,\"decision\":\"a\\u001bb\"}" \
  'decision: expected scored, stage, assigned or another kind of decision, found "a b"'
printf '{\n{\n{\n{\n{\n{\n\n' | cat - d.jsonl > many.jsonl
is 'only the first are shown' "$("$MOPSC" report a.mops --decisions many.jsonl 2>&1 > /dev/null | sed -n '5,$p')" \
  'many.jsonl:5: broken JSON: the record is cut off
set aside: 6 lines (the first 5 are shown)'
awk 'BEGIN { for (i = 0; i < 1100; i++) print "{\"at\":\"2026-10-07T10:00:00Z\",\"lead\":\"a@x.io\",\"decision\":\"stage\",\"before\":\"new\",\"after\":\"s" i "\",\"because\":[]}" }' > names.jsonl
is 'names without end' "$("$MOPSC" report a.mops --decisions names.jsonl 2>&1 > /dev/null | grep names.jsonl | head -n 1)" \
  'names.jsonl:1001: after: expected a name of the agreement: decisions have had 1000 others already'
is 'and not all of them are told' "$("$MOPSC" report a.mops --decisions names.jsonl 2>&1 > /dev/null | grep 'not of')" \
  'not of this agreement, counted under their names: stage s0, stage s1, stage s2, stage s3, stage s4 and 995 others'
printf '%s\n' "{$later,\"decision\":\"stage\",\"before\":null,\"after\":\"\\u001b[31mred\\n\\u0000\"}" > tricks.jsonl
is 'a name plays no tricks on a terminal' "$("$MOPSC" report a.mops --decisions tricks.jsonl 2> /dev/null | grep '31mred' | cut -c 1-10)" '[31mred   '

# ---- several files and outputs -------------------------------------------------------------------------
head -n 1 d.jsonl > d1.jsonl
tail -n 1 d.jsonl > d2.jsonl
"$MOPSC" report a.mops --decisions d.jsonl --json one.json > screen
"$MOPSC" report a.mops --decisions d1.jsonl --decisions d2.jsonl --json two.json --csv two.csv --html two.html > screen2
ok 'two files are as one' cmp one.json two.json
ok 'and so on the screen' cmp screen screen2
is 'one lead, one decision' "$("$MOPSC" report a.mops --decisions d1.jsonl | sed -n '1s/.*: //p')" '1 lead, 1 decision'
"$MOPSC" report a.mops --decisions - --json - < d.jsonl > three.json
ok 'from standard input to standard output, without the screen' cmp one.json three.json
"$MOPSC" report a.mops --decisions d1.jsonl --decisions d2.jsonl --csv again.csv --html again.html > /dev/null
ok 'the same bytes again: CSV' cmp two.csv again.csv
ok 'the same bytes again: the page' cmp two.html again.html
is 'nothing is coloured' "$(tr -d '\033' < screen | cmp - screen)" ''
is 'what --help says' "$("$MOPSC" report --help | head -n 1)" 'usage: mopsc report AGREEMENT --decisions FILE... [OPTIONS]'
tap_done
