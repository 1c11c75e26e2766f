# Time alone: whatever happens in one long silence happens in the same order as in many short ones.
. tests/lib/tap.sh
bench=$PWD/tests/bench
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac
cp "$bench/silence.mops" .
lua5.4 "$bench/silence.lua" 200 > asked.jsonl
run() { "$MOPSC" run silence.mops --events "$1" --at 2027-01-07T15:00:00Z --out "$2" --final "$3" 2> summary; }

run asked.jsonl whole.jsonl whole-final.jsonl
# A lead of which nothing is known but that a day has passed: its record lets time pass for all.
{ cat asked.jsonl
  for day in $(seq 1 364); do
    printf '{"type":"contacted","lead":"watch@x.io","at":"%s"}\n' "$(date -u -d "2026-01-07T16:00:00Z +$day days" +%Y-%m-%dT%H:%M:%SZ)"
  done
} > daily.jsonl
run daily.jsonl daily-out.jsonl daily-final.jsonl
is 'a year at once, and day by day' \
  "$(grep -v watch@ daily-out.jsonl | cksum)" "$(cksum < whole.jsonl)"
is 'and so they end' "$(grep -v watch@ daily-final.jsonl | cksum)" "$(cksum < whole-final.jsonl)"

# 200 leads start 3 times with reps and once as MQLs, all of it breached; 60 points are below 30 after 16 weeks of decay,
# which is once each.
is 'every clock was breached' "$(grep -c sla_breached whole.jsonl)" 800
is 'every lead was passed on twice' "$(grep -c '"reassigned"' whole.jsonl)" 400
is 'and went to nurture' "$(grep -c '"after":"nurture"' whole.jsonl)" 200
is 'in the order of time' "$(grep -o '"at":"[^"]*"' whole.jsonl | LC_ALL=C sort -c && echo sorted)" sorted
# Deadlines of one instant, of leads asked in one night, all at its opening: in the order of keys.
grep sla_breached whole.jsonl | sed -E 's/.*"at":"([^"]*)","lead":"([^"]*)".*"sla":"([^"]*)".*/\1 \2 \3/' > breaches
is 'of one instant in the order of keys' "$(LC_ALL=C sort -c breaches && echo sorted)" sorted
is 'several fall on one instant' "$([ "$(cut -d' ' -f1 breaches | sort | uniq -d | wc -l)" -gt 2 ] && echo yes)" yes
tap_done
