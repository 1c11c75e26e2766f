# mopsc run: every line of a file is broken in turn, in several ways. Only that line may be lost.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac
export LC_ALL=C

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event page_view { path: text required, note: text up to 4000 }
score interest { +20 "Page" on page_view }
END

# Each line has a lead of its own, so its decision tells whether it was read.
records=12
awk -v n=$records 'BEGIN { for (i = 1; i <= n; i++)
  printf "{\"lead\":\"l%d@x.io\",\"type\":\"page_view\",\"at\":\"2026-10-05T10:00:00Z\",\"path\":\"/%d\",\"note\":\"a\\\"b, {c}\"}\n", i, i
}' > e.jsonl
awk -v n=$records 'BEGIN { print "lead,type,at,path,note"; for (i = 1; i <= n; i++)
  printf "l%d@x.io,page_view,2026-10-05T10:00:00Z,\"/%d\",%s\n", i, i, i % 3 ? "plain" : "\"a\"\"b, c\""
}' > e.csv

"$MOPSC" run a.mops --events e.jsonl > all 2> summary
is 'the whole file' "$(grep -c . all)" $records
"$MOPSC" run a.mops --events e.csv > found 2> summary
ok 'and the same as CSV' diff all found

# Breaks the line of record N (CSV: line N + 1) with an awk program; the others must all live.
one_by_one() { # FILE OFFSET PROGRAM
  n=0
  while [ $n -lt $records ]; do
    n=$((n + 1))
    awk -v at=$((n + $2)) "NR == at { $3 } { print }" "$1" > "broken.${1#*.}"
    "$MOPSC" run a.mops --events "broken.${1#*.}" --rejects rejects.jsonl > found 2> summary ||
      { cat summary; return 1; }
    grep -v "\"l$n@x.io\"" all | cmp - found || { echo "record $n"; diff all found; return 1; }
    grep -c . rejects.jsonl | grep -qx 1 && grep -q "\"line\":$((n + $2))," rejects.jsonl ||
      { echo "record $n"; cat rejects.jsonl; return 1; }
  done
}

json() { ok "JSON Lines: $1" one_by_one e.jsonl 0 "$2"; }
json 'no opening brace' 'sub(/^{/, "")'
json 'no closing brace' 'sub(/}$/, "")'
json 'another brace' '$0 = $0 "}"'
json 'an opening brace in front' '$0 = "{" $0'
json 'the first quote is lost' 'sub(/"/, "")'
json 'the last quote is lost' 'sub(/"}$/, "}")'
json 'a quote too many' 'sub(/page/, "pa\"ge")'
json 'a backslash before a quote' 'sub(/page_view"/, "page_view\\\"")'
json 'a comma is lost' 'sub(/,/, "")'
json 'a colon is lost' 'sub(/:/, "")'
json 'a bad byte in a text' 'sub(/page/, "\377")'
json 'a bad byte outside' 'sub(/:/, ":\200")'
json 'half a character' 'sub(/page/, "\303")'
json 'a control character' 'sub(/page/, "\001")'
json 'half of it' '$0 = substr($0, 1, length($0) / 2)'
json 'almost all of it' '$0 = substr($0, 1, length($0) - 3)'
json 'one byte of it' '$0 = substr($0, 1, 1)'
json 'something else' '$0 = "not JSON at all"'
json 'a list' '$0 = "[" $0 "]"'
json 'two in one line' '$0 = $0 $0'

csv() { ok "CSV: $1" one_by_one e.csv 1 "$2"; }
csv 'the first quote is lost' 'sub(/"/, "")'
csv 'the closing quote is lost' 'sub(/",/, ",")'
csv 'a quote too many' 'sub(/page/, "pa\"ge")'
csv 'a quote in front' '$0 = "\"" $0'
csv 'a quote at the end' '$0 = $0 "\""'
csv 'an open quote in an open line' 'sub(/page.*/, "\"")'
csv 'a comma is lost' 'sub(/,/, "")'
csv 'a comma too many' 'sub(/,/, ",,")'
csv 'a bad byte' 'sub(/page/, "\377")'
csv 'half of it' '$0 = substr($0, 1, length($0) / 2)'
csv 'one byte of it' '$0 = substr($0, 1, 1)'
csv 'something else' '$0 = "not CSV at all"'

# A lost quote in a file whose other lines have none: nothing ever closes it.
sed 's/"//g; s/b, c/bc/' e.csv > plain.csv
n=0
lost=
while [ $n -lt $records ]; do
  n=$((n + 1))
  awk -v at=$((n + 1)) 'NR == at { sub(/page/, "\"page") } { print }' plain.csv > broken.csv
  "$MOPSC" run a.mops --events broken.csv > found 2> summary
  sed -n 's/.*"lead":"\([^"]*\)".*/\1/p' found > leads
  [ "$(grep -c . leads)" = $((records - 1)) ] && ! grep -qx "l$n@x.io" leads || lost="$lost $n"
done
is 'CSV: a quote that nothing closes before the end' "$lost" ''

# Records of several lines: a broken one may be set aside in pieces, or live without its second
# line where the first one is whole by itself, but its neighbours live.
awk -v n=$records 'BEGIN { print "lead,type,at,path,note"; for (i = 1; i <= n; i++)
  printf "l%d@x.io,page_view,2026-10-05T10:00:00Z,/,\"two\nlines\"\n", i }' > m.csv
neighbours() { # PROGRAM, on the first or second line of record 5
  awk -v first=10 -v second=11 "$1 { print }" m.csv > broken.csv
  "$MOPSC" run a.mops --events broken.csv --rejects rejects.jsonl > found 2> summary || return 1
  [ "$(grep -cv '"l5@x.io"' found)" = $((records - 1)) ] && [ -s rejects.jsonl ]
}
ok 'several lines: the opening quote is lost' neighbours 'NR == first { sub(/"/, "") }'
ok 'several lines: the closing quote is lost' neighbours 'NR == second { sub(/"/, "") }'
ok 'several lines: a quote inside' neighbours 'NR == second { sub(/in/, "i\"n") }'
ok 'several lines: a cell too few' neighbours 'NR == first { sub(/\/,/, "") }'
ok 'several lines: a bad byte' neighbours 'NR == second { sub(/in/, "\377") }'
ok 'several lines: the second one is lost' neighbours 'NR == second { next }'
tap_done
