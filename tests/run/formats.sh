# mopsc run: the same records in every shape that JSON Lines and CSV allow.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
enum industry { software, retail }
record company { name: text from "Company Name"
  employees: int 0..5_000_000
  industry: industry
}
lead { email: email key
  title: text from "Job Title"
  company: company
  consent: flag
}
event page_view { path: text required }
event demo_request
score interest {
  +20 "Page" on page_view
  +30 "Demo" on demo_request
}
END

cat > e.jsonl <<'END'
{"lead":"a@x.io","type":"page_view","at":"2026-10-05T10:00:00Z","path":"/1"}
{"lead":"b@x.io","type":"demo_request","at":"2026-10-05T10:00:01Z"}
{"lead":"a@x.io","type":"page_view","at":"2026-10-05T10:00:02.5Z","path":"/\u00e9\n\"2\""}
END
cat > e.csv <<'END'
lead,type,at,path
a@x.io,page_view,2026-10-05T10:00:00Z,/1
b@x.io,demo_request,2026-10-05T10:00:01Z,
a@x.io,page_view,2026-10-05T10:00:02.5Z,"/é
""2"""
END

run() { "$MOPSC" run a.mops "$@" 2> summary; }
decisions() { run "$@"; echo "status $?"; cat summary | grep -v ' a second$'; }

run --events e.jsonl > expected
is 'the first decision, as it is written' "$(head -n 1 expected)" \
  '{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"scored","score":"interest","before":0,"after":20,"because":[{"rule":"interest/Page","line":15,"event":"page_view","points":20}]}'
is 'instants keep their fraction' "$(sed -n 's/.*"at":"\([^"]*\)".*/\1/p' expected | tail -n 1)" \
  2026-10-05T10:00:02.5Z
decisions --events e.jsonl > expected
is 'nothing to complain about' "$(tail -n 2 expected)" 'status 0
decisions: 3 scored, 0 stage'

same() { # WHAT ARGUMENTS...
  what=$1
  shift
  decisions "$@" > found
  ok "$what" diff expected found
}

same 'CSV, with a newline and quotes in a cell' --events e.csv
awk '{ printf "%s\r\n", $0 }' e.jsonl > crlf.jsonl
same 'JSON Lines with CRLF' --events crlf.jsonl
awk '{ printf "%s\r\n", $0 }' e.csv > crlf.csv
same 'CSV with CRLF' --events crlf.csv
{ printf '\357\273\277'; cat e.jsonl; } > bom.jsonl
same 'JSON Lines with a byte order mark' --events bom.jsonl
{ printf '\357\273\277'; cat e.csv; } > bom.csv
same 'CSV with a byte order mark' --events bom.csv
printf %s "$(cat e.jsonl)" > open.jsonl
same 'JSON Lines without a last newline' --events open.jsonl
printf %s "$(cat e.csv)" > open.csv
same 'CSV without a last newline' --events open.csv
awk '{ print ""; print; print "  \t" }' e.jsonl > blank.jsonl
same 'blank lines in JSON Lines' --events blank.jsonl
{ echo; head -n 3 e.csv; echo '  '; tail -n 2 e.csv; echo; } > blank.csv
same 'blank lines in CSV' --events blank.csv
same 'standard input' --events - < e.jsonl
run --events - --format csv --out out.jsonl < e.csv
grep -v status expected | head -n 3 > lines
ok '--format says what standard input is; the name of --out decides for itself' diff lines out.jsonl
cp e.jsonl e.json
same '.json is JSON Lines too' --events e.json
cp e.jsonl e.log
same 'other endings are JSON Lines, unless --format' --events e.log
sed 's/:/ : /g; s/,/ ,\t/g; s/10 : 00 : 0/10:00:0/' e.jsonl > white.jsonl
same 'white space between tokens' --events white.jsonl
sed 's/"lead"/"\\u006cead"/; s/page_view/page\\u005fview/' e.jsonl > escaped.jsonl
same 'escapes in names and values' --events escaped.jsonl
awk '{ sub(/^\{/, "{\"id\":\"" NR "\","); print }' e.jsonl > id.jsonl
same 'an id' --events id.jsonl
sed 's/"lead":"\(.\)@x.io"/"email":" \1@X.io "/' e.jsonl > key.jsonl
same "the key field's name instead of lead; emails without case and blanks" --events key.jsonl

# ---- fields of leads: by name, by path, by the name outside ------------------------------------------

final() { run "$@" --out /dev/null --final -; }
cat > l.jsonl <<'END'
{"email":"a@x.io","at":"2026-10-05T10:00:00Z","title":"VP","company":{"name":"Acme","employees":5,"industry":"retail"},"consent":true}
{"email":"b@x.io","at":"2026-10-05T10:00:00Z","Job Title":"VP","Company Name":"Acme","company.employees":5,"company":{"industry":"retail"},"consent":"yes"}
{"email":"c@x.io","at":"2026-10-05T10:00:00Z","Job Title":"VP","company":{"Company Name":"Acme","employees":5},"consent":"FALSE"}
{"email":"d@x.io","at":"2026-10-05T10:00:00Z","title":null,"company":null,"consent":null}
END
is 'leads in order of first appearance' "$(final --leads l.jsonl | sed 's/,"at".*//')" '{"lead":"a@x.io"
{"lead":"b@x.io"
{"lead":"c@x.io"
{"lead":"d@x.io"'
is 'a final state' "$(final --leads l.jsonl | tail -n 1)" \
  '{"lead":"d@x.io","at":"2026-10-05T10:00:00Z","stage":null,"owner":null,"scores":{"interest":0},"grades":{},"clocks":{}}'
is 'every name was known' "$(grep -c ignored summary)" 0
printf '%s\n' 'email,Job Title,Company Name,company.employees,company.industry,consent,at' \
  'a@x.io,VP,Acme,5,retail,1,2026-10-05T10:00:00Z' 'b@x.io,,,,,,2026-10-05T10:00:00Z' > l.csv
is 'CSV columns: names outside and paths' "$(final --leads l.csv | wc -l; cat summary)" \
  "$(echo 2; sed -n 1p summary; echo 'decisions: 0 scored, 0 stage')"

# ---- instants ------------------------------------------------------------------------------------------

instant() { # ARGUMENTS: the instant of the only decision
  run "$@" | sed -n 's/^{"at":"\([^"]*\)".*/\1/p'
}
event() { printf '{"lead":"a@x.io","type":"demo_request",%s}\n' "$1"; }
event '"when":"2026-10-05T12:00:00+02:00"' > t.jsonl
is '--time-column' "$(instant --events t.jsonl --time-column t.jsonl:when)" 2026-10-05T10:00:00Z
event '"meta":{"sent at":"2026-10-05T10:00:00Z"}' > t.jsonl
is '--time-column in an object' \
  "$(instant --events t.jsonl --time-column 't.jsonl:meta.sent at')" 2026-10-05T10:00:00Z
event '"at":1791194400' > t.jsonl
is '--time-format seconds' "$(instant --events t.jsonl --time-format t.jsonl:seconds)" 2026-10-05T10:00:00Z
event '"at":"1791194400.2509"' > t.jsonl
is 'seconds with a fraction, as a text' \
  "$(instant --events t.jsonl --time-format t.jsonl:seconds)" 2026-10-05T10:00:00.25Z
event '"at":-1' > t.jsonl
is 'milliseconds before 1970' "$(instant --events t.jsonl --time-format t.jsonl:milliseconds)" \
  1969-12-31T23:59:59.999Z
event '"x":1' > t.jsonl
is 'no instant: that of --at' "$(instant --events t.jsonl --at 2026-10-05T10:00:00Z)" 2026-10-05T10:00:00Z
mkdir -p 'a:b' && event '"w":1791194400000' > 'a:b/t.jsonl'
is 'a file name with a colon' "$(instant --events a:b/t.jsonl --time-column a:b/t.jsonl:w \
  --time-format a:b/t.jsonl:milliseconds)" 2026-10-05T10:00:00Z

# ---- what is counted -----------------------------------------------------------------------------------

cat > n.jsonl <<'END'
{"email":"a@x.io","at":"2026-10-05T10:00:00Z","utm":{"a":1,"b":[{"c":[]}]},"x":1,"company":{"industry":"Toys","size":3}}
{"email":"b@x.io","at":"2026-10-05T10:00:00Z","utm":null,"company":{"industry":"Toys"}}
END
final --leads n.jsonl > found
is 'unknown fields and unlisted spellings are counted, the records live' \
  "$(wc -l < found | tr -d ' '; tail -n 2 summary)" '2
fields ignored: utm (2), company.size (1), x (1)
unlisted spellings, taken as missing: company.industry "Toys" (2)'

# ---- stages and criteria -------------------------------------------------------------------------------

cat > s.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key
  vip: flag
  employees: int 0..1000
  name: text
}
event demo
define icp = employees in 50..500 or vip
score s {
  +12.5 "Demo" on demo
  keep between 0 and 20
}
lifecycle {
  stage new owned by marketing
  stage mql owned by sales
  start at new
  new -> mql when icp and s >= 20 and name = "jo"
}
END
mkdir -p s
echo '{"email":"a@x.io","vip":true,"name":"jo","at":"2026-10-05T10:00:00Z"}' > s/l.jsonl
for minute in 1 2; do
  echo "{\"lead\":\"a@x.io\",\"type\":\"demo\",\"at\":\"2026-10-05T10:0$minute:00Z\"}"
done > s/e.jsonl
"$MOPSC" run s.mops --leads s/l.jsonl --events s/e.jsonl --final s/final --show icp > s/out 2> summary
is 'a new lead enters its stage' "$(head -n 1 s/out)" \
  '{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"stage","before":null,"after":"new","because":[]}'
is 'points with a fraction, and what keep cuts' "$(sed -n 3p s/out)" \
  '{"at":"2026-10-05T10:02:00Z","lead":"a@x.io","decision":"scored","score":"s","before":12.5,"after":20,"because":[{"rule":"s/Demo","line":10,"event":"demo","points":12.5},{"rule":"s/keep","line":11,"points":-5}]}'
is 'a move with its criteria' "$(sed -n 4p s/out)" \
  '{"at":"2026-10-05T10:02:00Z","lead":"a@x.io","decision":"stage","before":"new","after":"mql","because":[{"rule":"lifecycle/new -> mql","line":17},{"group":"or","line":8,"holds":true},{"criterion":"employees in 50..500","line":8,"depth":1,"holds":null,"value":null},{"criterion":"vip","line":8,"depth":1,"holds":true,"value":true},{"criterion":"s >= 20","line":17,"holds":true,"value":20},{"criterion":"name = \"jo\"","line":17,"holds":true,"value":"jo"}]}'
is 'the final state, with a definition' "$(cat s/final)" \
  '{"lead":"a@x.io","at":"2026-10-05T10:02:00Z","stage":"mql","owner":null,"scores":{"s":20},"grades":{},"clocks":{},"show":{"icp":true}}'
"$MOPSC" run s.mops --leads s/l.jsonl --events s/e.jsonl --format csv 2> summary | cut -c 1-62 > s/csv
is 'a stage as CSV' "$(sed -n 2p s/csv) $(sed -n 5p s/csv)" \
  '2026-10-05T10:00:00Z,a@x.io,stage,,,new,,,[] 2026-10-05T10:02:00Z,a@x.io,stage,,new,mql,,,"[{""rule"":""lif'

# ---- CSV out -------------------------------------------------------------------------------------------

run --events e.jsonl --out d.csv
is 'decisions as CSV' "$(head -n 2 d.csv)" 'at,lead,decision,subject,before,after,owner,due,because
2026-10-05T10:00:00Z,a@x.io,scored,interest,0,20,,,"[{""rule"":""interest/Page"",""line"":15,""event"":""page_view"",""points"":20}]"'
is '--format for standard output' "$(run --events e.jsonl --format csv | cksum)" "$(cksum < d.csv)"
"$MOPSC" run s.mops --leads s/l.jsonl --events s/e.jsonl --out /dev/null --final s/final.csv --show icp 2> summary
is 'final objects as CSV' "$(cat s/final.csv)" 'lead,at,stage,owner,scores.s,show.icp
a@x.io,2026-10-05T10:02:00Z,mql,,20,yes'

# ---- what is shown, by type ----------------------------------------------------------------------------

cat > types.mops <<'END'
agreement "Types" { timezone "Etc/UTC" }
lead { email: email key, d: date, i: instant, m: money EUR, p: percent }
event a
score s { +20 "x" on a }
grade g from s { A >= 10, otherwise B }
define day    = d
define moment = i
define amount = m * 2
define share  = p
define ago    = since(a)
define letter = g
END
echo '{"at":"2026-01-01T00:00:00Z","email":"a@x.io","d":"2026-10-01","i":"2026-10-01T02:00:00Z","m":2500.25,"p":"12.5%"}' > s/l.jsonl
echo '{"at":"2026-01-01T00:00:00Z","type":"a","lead":"a@x.io"}' > s/e.jsonl
shown() {
  "$MOPSC" run types.mops --leads s/l.jsonl --events s/e.jsonl --at 2026-01-04T00:00:00Z --out /dev/null --final "$1" \
    --show day --show moment --show amount --show share --show ago --show letter 2> summary
}
shown s/types.jsonl
is 'types in JSON' "$(sed 's/.*"show"://' s/types.jsonl)" \
  '{"day":"2026-10-01","moment":"2026-10-01T02:00:00Z","amount":"EUR 5000.5","share":"12.5%","ago":"3 days","letter":"A"}}'
shown s/types.csv
is 'types in CSV' "$(sed -n 2p s/types.csv)" \
  'a@x.io,2026-01-04T00:00:00Z,,,20,A,2026-10-01,2026-10-01T02:00:00Z,EUR 5000.5,12.5%,3 days,A'
tap_done
