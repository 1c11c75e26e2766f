# What decisions and explain tell of counted events, events that follow, and definitions that turn true.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac
cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event visit { page: text }
event twice passive = 2 visit within 2 days
define busy = count(visit within 7 days) >= 3
score s {
  +10 "Pages" on 3 visit by different page
  +5  "Twice" on twice
  +1  "Busy"  on becoming busy where s >= 5
}
lifecycle {
  stage a owned by marketing
  stage b owned by sales  final
  start at a
  a -> b on becoming busy
}
END
cat > e.jsonl <<'END'
{"lead":"a@x.io","type":"visit","at":"2026-10-05T10:00:00Z","page":"/1"}
{"lead":"a@x.io","type":"visit","at":"2026-10-06T10:00:00Z","page":"/2"}
END
"$MOPSC" explain a.mops --events e.jsonl --lead a@x.io > told
ok 'how far it has come' grep -q 'Pages: has not fired; would add 10; 2 of 3  (line 7)$' told
ok 'what follows fires a rule' grep -q "+5  Twice: fired once, 2026-10-06 10:00:00 +00:00  (line 8)$" told
grep -A1 'a -> b on becoming busy' told > move
is 'a move that waits for a definition' "$(sed 's/^ *//' move)" 'a -> b on becoming busy: when that turns true  (line 15)
no       busy: count(visit within 7 days) >= 3  [it is 2]  (line 5)'
echo '{"lead":"a@x.io","type":"visit","at":"2026-10-07T10:00:00Z","page":"/3"}' >> e.jsonl
"$MOPSC" run a.mops --events e.jsonl 2> /dev/null > found
line() { sed -n "$1p" found; }
is 'an event that follows is what fired it' "$(line 2)" \
  '{"at":"2026-10-06T10:00:00Z","lead":"a@x.io","decision":"scored","score":"s","before":0,"after":5,"because":[{"rule":"s/Twice","line":8,"event":"twice","points":5}]}'
is 'so many events' "$(line 3)" \
  '{"at":"2026-10-07T10:00:00Z","lead":"a@x.io","decision":"scored","score":"s","before":5,"after":15,"because":[{"rule":"s/Pages","line":7,"event":"visit","events":3,"points":10}]}'
is 'a definition that turned true, with its test and the where' "$(line 4)" \
  '{"at":"2026-10-07T10:00:00Z","lead":"a@x.io","decision":"scored","score":"s","before":15,"after":16,"because":[{"rule":"s/Busy","line":9,"becoming":"busy","points":1},{"criterion":"busy: count(visit within 7 days) >= 3","line":5,"holds":true,"value":3},{"criterion":"s >= 5","line":9,"holds":true,"value":15}]}'
is 'and the move' "$(line 5)" \
  '{"at":"2026-10-07T10:00:00Z","lead":"a@x.io","decision":"stage","before":"a","after":"b","because":[{"rule":"lifecycle/a -> b","line":15,"becoming":"busy"},{"criterion":"busy: count(visit within 7 days) >= 3","line":5,"holds":true,"value":3}]}'
is 'and no more' "$(wc -l < found | tr -d ' ')" 5
"$MOPSC" explain a.mops --events e.jsonl --lead a@x.io > told
ok 'told as a line' grep -q 'a -> b on becoming busy (line 15) because busy: count(visit within 7 days) >= 3 \[it was 3\]' told
echo '{"lead":"a@x.io","type":"twice","at":"2026-10-08T10:00:00Z"}' > derived.jsonl
"$MOPSC" run a.mops --events derived.jsonl > /dev/null 2> said
ok 'an event that follows does not come in' grep -q 'event "\{0,1\}twice"\{0,1\} follows from others' said
tap_done
