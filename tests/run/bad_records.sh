# mopsc run: every kind of bad record is set aside with its place and its reason, and nothing else is.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC"
  effective 2026-01-01
}
record company { employees: int 0..1000 }
lead { email: email key
  title: text up to 10
  company: company
  consent: flag
  budget: decimal
}
event page_view { path: text required }
score interest { +20 "Page" on page_view }
END
good='{"lead":"good@x.io","type":"page_view","at":"2026-10-05T10:00:00Z","path":"/"}'

# The one record set aside, as `field: problem`, if it stands on line 2 and the good ones around it live.
rejected() { # FILE ARGUMENTS...
  "$MOPSC" run a.mops "$@" --out out --rejects rejects.jsonl > /dev/null 2> summary
  status=$?
  sed -n 's/^{"file":"[^"]*","line":2,"field":\(.*\),"problem":"\(.*\)","record":.*/\1: \2/p' rejects.jsonl
  [ "$status" = 0 ] && [ "$(grep -c good@x.io out)" = 2 ] && [ "$(grep -c . rejects.jsonl)" = 1 ] ||
    { echo "status $status"; cat out rejects.jsonl summary; }
}

bad_event() { # WHAT LINE FIELD PROBLEM
  printf '%s\n' "$good" "$2" "$good" > e.jsonl
  is "$1" "$(rejected --events e.jsonl)" "$3: $4"
}

# An event with something wrong: what comes after its path.
bad_with() { bad_event "$1" "{\"lead\":\"b@x.io\",\"type\":\"page_view\",\"at\":\"2026-10-05T10:00:00Z\",$2}" "$3" "$4"; }

bad_lead() { # WHAT FIELDS FIELD PROBLEM
  printf '%s\n' "$good" "$good" > e.jsonl
  printf '\n%s\n' "{\"email\":\"b@x.io\",\"at\":\"2026-10-05T10:00:00Z\",$2}" > l.jsonl
  is "$1" "$(rejected --leads l.jsonl --events e.jsonl)" "$3: $4"
}

# ---- what every record has -------------------------------------------------------------------------------
bad_event 'no type' '{"lead":"b@x.io","at":"2026-10-05T10:00:00Z"}' '"type"' "the event's type is missing"
bad_event 'an unknown type' '{"lead":"b@x.io","type":"pageview","at":"2026-10-05T10:00:00Z"}' '"type"' \
  'the agreement has no event \"pageview\"'
bad_event 'lead is no event' '{"lead":"b@x.io","type":"lead","at":"2026-10-05T10:00:00Z"}' '"type"' \
  'the agreement has no event \"lead\"'
bad_event 'a type that is no text' '{"lead":"b@x.io","type":7,"at":"2026-10-05T10:00:00Z"}' '"type"' \
  "expected the event's type, a text, found 7"
bad_event 'no lead' '{"type":"page_view","at":"2026-10-05T10:00:00Z","path":"/"}' '"lead"' "the lead's key is missing"
bad_event 'a lead of nothing' '{"lead":" ","type":"page_view","at":"2026-10-05T10:00:00Z","path":"/"}' '"lead"' \
  "the lead's key is empty"
bad_event 'a lead that is a list' '{"lead":["b"],"type":"page_view","at":"2026-10-05T10:00:00Z","path":"/"}' \
  '"lead"' 'expected an email address, found a list'
bad_event 'no instant' '{"lead":"b@x.io","type":"page_view","path":"/"}' '"at"' \
  'the instant is missing: give the record one, name its column with --time-column, or all one with --at'
bad_event 'an instant without offset' '{"lead":"b@x.io","type":"page_view","at":"2026-10-05T10:00:00","path":"/"}' \
  '"at"' 'expected an instant such as \"2026-10-05T14:00:00Z\" (or --time-format), found \"2026-10-05T10:00:00\"'
bad_event 'an instant that is a number' '{"lead":"b@x.io","type":"page_view","at":17,"path":"/"}' \
  '"at"' 'expected an instant such as \"2026-10-05T14:00:00Z\" (or --time-format), found 17'
bad_event 'no such day' '{"lead":"b@x.io","type":"page_view","at":"2026-02-30T10:00:00Z","path":"/"}' \
  '"at"' 'expected an instant such as \"2026-10-05T14:00:00Z\" (or --time-format), found \"2026-02-30T10:00:00Z\"'
bad_with 'an id that is no text' '"path":"/","id":7.0' '"id"' 'expected a text or a whole number, found 7.0'
bad_with 'a number for a text' '"path":7' '"path"' 'expected a text in quotes, found 7'

# ---- fields ----------------------------------------------------------------------------------------------
bad_with 'a list for a text' '"path":["/"]' '"path"' 'expected a text, found a list'
bad_with 'an object for a text' '"path":{"a":"/"}' '"path"' 'expected a text, found an object'
bad_with 'the same field twice' '"path":"/","path":"/"' '"path"' 'the field stands twice in the record'
bad_with 'the same unknown field twice' '"path":"/","x":1,"x":1' '"x"' 'the field stands twice in the record'
bad_lead 'a text for an object' '"company":"Acme"' '"company"' 'expected an object, found \"Acme\"'
bad_lead 'a list of objects' '"company":[{"employees":1}]' '"company"' 'expected an object, found a list'
bad_lead 'the same field twice, once by its path' '"company":{"employees":1},"company.employees":1' \
  '"company.employees"' 'the field stands twice in the record'

# What the agreement's own types ask for is worded by the library; here only the place counts.
place() { rejected "$@" | sed 's/^\("[^"]*"\): ..*/\1/'; }
bad_place() { # WHAT FIELDS-OF-LEAD FIELD
  printf '%s\n' "$good" "$good" > e.jsonl
  printf '\n%s\n' "{\"email\":\"b@x.io\",\"at\":\"2026-10-05T10:00:00Z\",$2}" > l.jsonl
  is "$1" "$(place --leads l.jsonl --events e.jsonl)" "$3"
}
bad_place 'a text for a number' '"company":{"employees":"many"}' '"company.employees"'
bad_place 'a number out of range' '"company":{"employees":1001}' '"company.employees"'
bad_place 'a fraction for a whole number' '"company":{"employees":1.5}' '"company.employees"'
bad_place 'a number for a text' '"title":5' '"title"'
bad_place 'too long a text' '"title":"12345678901"' '"title"'
bad_place 'a text for a flag' '"consent":"maybe"' '"consent"'
bad_place 'a flag for a decimal' '"budget":true' '"budget"'
printf '%s\n' "$good" '{"lead":"b@x.io","type":"page_view","at":"2026-10-05T10:00:00Z"}' "$good" > e.jsonl
is 'a required field is not there' "$(place --events e.jsonl)" '"path"'
printf '%s\n' "$good" "$good" > e.jsonl
printf '\n{"email":"b","at":"2026-10-05T10:00:00Z"}\n' > l.jsonl
is 'no email address' "$(place --leads l.jsonl --events e.jsonl)" '"email"'
printf '%s\n' "$good" '{"lead":"b@x.io","type":"page_view","at":"2025-12-31T23:59:59Z","path":"/"}' "$good" > e.jsonl
is 'before the agreement is in force' "$(rejected --events e.jsonl | cut -c 1-29)" 'null: the agreement is in for'

# ---- what a lead must have, it keeps ----------------------------------------------------------------------
cat > required.mops <<'END'
agreement "Test" { timezone "UTC" }
enum plan { free, team, business, enterprise }
record company { size: int required }
lead { email: email key
  req: int 0..100 required missing as "n/a"
  plan: plan required
  tier: plan
  company: company
}
event demo
event upgrade { plan: plan required }
score s { +1 "Gone" when req is missing or plan is missing or company.size is missing }
END
kept() { # WHAT FIELDS FIELD PROBLEM: of a lead's second record
  printf '%s\n' '{"email":"b@x.io","req":1,"plan":"team","company":{"size":3}}' "{\"email\":\"b@x.io\",$2}" > l.jsonl
  "$MOPSC" run required.mops --leads l.jsonl --at 2026-10-05T00:00:00Z --out out --rejects rejects.jsonl 2> summary
  is "$1" "$(sed 's/^{"file":"[^"]*","line":2,"field":\(.*\),"problem":"\(.*\)","record":.*/\1: \2/' rejects.jsonl; cat out)" \
    "$3: $4"
}
kept 'null for a required field' '"req":null' '"req"' "required field req can't be cleared"
kept 'what stands for nothing for a required field' '"req":"N/A"' '"req"' "required field req can't be cleared"
kept 'null for a required enum' '"plan":null' '"plan"' "required field plan can't be cleared"
kept 'null for a record with a required field' '"company":null' '"company.size"' \
  "required field company.size can't be cleared"
kept 'an unlisted spelling of a required enum' '"plan":"gold"' '"plan"' \
  'expected a text, one of free, team, business or enterprise, found \"gold\"'
kept 'a number for an enum' '"tier":5' '"tier"' 'expected a text, one of free, team, business or enterprise, found 5'
kept 'a flag for an enum' '"tier":true' '"tier"' 'expected a text, one of free, team, business or enterprise, found true'
printf 'email,req,plan,company.size\nb@x.io,1,team,3\nb@x.io,,team,3\n' > l.csv
"$MOPSC" run required.mops --leads l.csv --at 2026-10-05T00:00:00Z > out 2> summary
is 'CSV: an empty cell of a required field' "$(cat out; head -n 1 summary)" \
  "l.csv:3: req: required field req can't be cleared"
printf '%s\n' '{"email":"b@x.io","req":1,"plan":"team","company":{"size":3},"at":"2026-10-05T00:00:00Z"}' > l.jsonl
printf '%s\n' '{"lead":"b@x.io","type":"upgrade","plan":"gold","at":"2026-10-05T00:00:00Z"}' > e.jsonl
"$MOPSC" run required.mops --leads l.jsonl --events e.jsonl > out 2> summary
is 'an unlisted spelling of a required field of an event' "$(head -n 1 summary)" \
  'e.jsonl:1: plan: expected a text, one of free, team, business or enterprise, found "gold"'

# ---- broken JSON -------------------------------------------------------------------------------------------
bad_event 'a text instead of an object' '"x"' null 'expected one JSON object, such as {\"at\": …}'
bad_event 'a list instead of an object' '[{"lead":"b@x.io"}]' null 'expected one JSON object, found a list'
bad_event 'no closing brace' '{"lead":"b@x.io"' '"lead"' 'broken JSON: the record is cut off'
bad_event 'two objects' '{} {}' null "broken JSON: something follows the object's closing brace"
bad_with 'a comma is missing' '"path":"/" "x":1' '"path"' 'broken JSON: expected a comma or } after the value'
bad_with 'a comma too many' '"path":"/",' '"path"' "broken JSON: expected a field's name in quotes"
bad_with 'a colon is missing' '"path" "/"' '"path"' "broken JSON: expected a colon after the field's name"
bad_with 'a value is missing' '"path":' '"path"' \
  'broken JSON: expected a value (a text in quotes, a number, true, false, null)'
bad_with 'a name without quotes' 'path:"/"' '"at"' "broken JSON: expected a field's name in quotes"
bad_with 'a word' '"path":"/","x":yes' '"x"' \
  'broken JSON: expected a value (a text in quotes, a number, true, false, null)'
bad_with 'a number with a zero in front' '"path":"/","x":{"y":[01]}' '"x.y"' \
  'broken JSON: expected a value (a text in quotes, a number, true, false, null)'
bad_with 'a broken list' '"path":"/","x":[1 2]' '"x"' 'broken JSON: expected a comma or ] in the list'
bad_with 'a broken escape, in a field that nobody reads' '"path":"/","x":"\x"' '"x"' \
  'broken JSON: a backslash must be followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits'
half='broken JSON: half of a surrogate pair stands alone: such a character is written as two, as in \\ud83d\\ude00'
bad_with 'the first half of a surrogate pair' '"path":"\ud800"' '"path"' "$half"
bad_with 'the first half and no second' '"path":"\ud83d\u0041"' '"path"' "$half"
bad_with 'the second half of a surrogate pair' '"path":"\ude00"' '"path"' "$half"
bad_with 'a broken escape after half a surrogate pair' '"path":"\ud83d\u00zz"' '"path"' \
  'broken JSON: a backslash must be followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits'
bad_with 'a quote is missing' '"path":"/' null 'broken JSON: a quote is missing'
bad_with 'a tab in a text' "\"path\":\"$(printf '\t')\"" null \
  'broken JSON: a control character inside a text (or a quote is missing)'
deep=$(awk 'BEGIN { for (i = 0; i < 40; i++) printf "{\"a\":"; printf 1; for (i = 0; i < 40; i++) printf "}" }')
bad_with 'nested too deep' "\"path\":\"/\",\"x\":$deep" "\"x$(awk 'BEGIN { for (i = 0; i < 31; i++) printf ".a" }')\"" \
  'nested deeper than 32 levels'
bad_with 'not UTF-8' "\"path\":\"$(printf '\377')\"" null 'not valid UTF-8'
awk 'BEGIN { printf "{\"x\":\""; for (i = 0; i < 500000; i++) printf "0123456789"; print "\"}" }' > long
{ echo "$good"; cat long; echo "$good"; } > e.jsonl
is 'a line that has no end' "$(rejected --events e.jsonl)" 'null: the line is longer than 4 MB'

# ---- broken CSV --------------------------------------------------------------------------------------------
bad_row() { # WHAT ROW FIELD PROBLEM: on line 2, and good ones after it
  printf '%s\n' 'lead,type,at,path' "$2" 'good@x.io,page_view,2026-10-05T10:00:00Z,/' \
    'good@x.io,page_view,2026-10-05T10:00:00Z,"/,"' > e.csv
  is "CSV: $1" "$(rejected --events e.csv)" "$3: $4"
}
bad_row 'a cell too few' 'b@x.io,page_view,2026-10-05T10:00:00Z' null \
  'broken CSV: expected 4 cells as in the header, found 3'
bad_row 'a cell too many' 'b@x.io,page_view,2026-10-05T10:00:00Z,/,' null \
  'broken CSV: expected 4 cells as in the header, found 5'
bad_row 'a quote inside a cell' 'b@x.io,page_view,2026-10-05T10:00:00Z,a"b' null \
  'broken CSV: a quote inside a cell (write it twice), or one is missing'
bad_row 'a quote that is not closed' 'b@x.io,page_view,2026-10-05T10:00:00Z,"a' null \
  'broken CSV: a quote inside a cell (write it twice), or one is missing'
bad_row 'a carriage return' "b@x.io,page_view,2026-10-05T10:00:00Z,a$(printf '\r')b" null \
  'broken CSV: a carriage return inside the line'
bad_row 'not UTF-8' "b@x.io,page_view,2026-10-05T10:00:00Z,$(printf '\377')" null 'not valid UTF-8'
bad_row 'an unknown type' 'b@x.io,pageview,2026-10-05T10:00:00Z,/' '"type"' 'the agreement has no event \"pageview\"'
bad_row 'no lead' ',page_view,2026-10-05T10:00:00Z,/' '"lead"' "the lead's key is missing"

# ---- the rejects file, and --strict ------------------------------------------------------------------------
printf '%s\n' "$good" "{\"lead\":\"é\\\\\",\"x\":\"$(printf '\377')\"}" > e.jsonl
rejected --events e.jsonl > /dev/null
is 'the rejects file has the record as it stood' "$(cat rejects.jsonl)" \
  '{"file":"e.jsonl","line":2,"field":null,"problem":"not valid UTF-8","record":"{\"lead\":\"é\\\\\",\"x\":\"�\"}"}'
is 'the summary tells' "$(grep 'set aside' summary)" 'set aside: 1 record, written to rejects.jsonl'
is 'the reason is shown' "$(head -n 1 summary)" 'e.jsonl:2: not valid UTF-8'

printf '%s\n' "$good" '{"lead":"b@x.io"}' "$good" > e.jsonl
"$MOPSC" run a.mops --events e.jsonl --strict --out out --rejects rejects.jsonl 2> summary
is '--strict: the first one is fatal' "$? $(grep -c . out) $(grep -c . rejects.jsonl)" '1 1 1'
is '--strict: the summary tells' "$(grep 'set aside' summary)" \
  'set aside: 1 record, written to rejects.jsonl; --strict stops here'
awk 'BEGIN { for (i = 0; i < 100; i++) print "{" }' > e.jsonl
"$MOPSC" run a.mops --events e.jsonl > out 2> summary
is 'the first few are shown, and with nothing else the status is 1' "$? $(grep -c cut summary) $(grep 'set aside' summary)" \
  '1 5 set aside: 100 records (the first 5 are shown; --rejects FILE writes all)'
printf 'created,email\n2026-02-01T00:00:00Z,a@x.io\n,b@x.io\n' > t.csv
"$MOPSC" run a.mops --leads t.csv --time-column t.csv:creatd > out 2> summary
is 'a time column that is not there' "$? $(head -n 1 summary)" \
  '3 mopsc: t.csv: the header has no column creatd, which --time-column names'
"$MOPSC" run a.mops --leads t.csv --time-column t.csv:created > out 2> summary
ok 'an empty cell of the time column is named' grep -q '^t.csv:3: created: the instant is missing' summary
printf 'created,email\n2026-02-01T00:00:00Z,a@x.io\n' > t.csv
"$MOPSC" run a.mops --leads t.csv > out 2> summary
is 'no column of instants: said once, and what to do' "$? $(cat summary)" \
  '3 mopsc: t.csv: the header has no column at, the instant of each record: name one with --time-column FILE:COLUMN, or give all records one with --at; did you mean "created"?'
"$MOPSC" run a.mops --leads t.csv --at 2026-02-02T00:00:00Z > out 2> summary
is 'nor is one needed with --at' "$?" 0
# 28 February back to the 1st, then the 28th once more and the 27th: all but the first and the second 28th are late
for day in 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 09 08 07 06 05 04 03 02 01 28 27; do
  echo "{\"lead\":\"a@x.io\",\"type\":\"page_view\",\"at\":\"2026-02-${day}T00:00:00Z\",\"path\":\"/\"}"
done > r.jsonl
"$MOPSC" run a.mops --events r.jsonl > out 2> summary
is 'a file in the wrong order' "$(grep late summary)" \
  'late: 28, judged at the instant that was reached; sort files of events by their instants, or let --lateness do it'
tap_done
