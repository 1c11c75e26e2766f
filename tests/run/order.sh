# mopsc run: in which order the records of several files are decided on, and how far time runs.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key
  name: text
}
event one
event two
score s {
  +1 "One" on one
  +2 "Two" on two
}
END
event() { printf '{"lead":"%s@x.io","type":"%s","at":"2026-10-05T10:00:%sZ"}\n' "$1" "$2" "$3"; }
run() { "$MOPSC" run a.mops "$@" 2> summary; }
seconds_of() { sed -n 's/^{"at":"2026-10-05T10:00:\([0-9]*\)Z","lead":"\([a-z]*\)@.*"after":\([0-9]*\).*/\1 \2 \3/p'; }

{ event a one 01; event a one 03; event a one 03; } > 1.jsonl
{ event b two 01; event b two 02; event b two 03; } > 2.jsonl
is 'by instant, then by input' "$(run --events 1.jsonl --events 2.jsonl | seconds_of)" '01 a 1
01 b 2
02 b 4
03 a 2
03 a 3
03 b 6'
is 'the other way round' "$(run --events 2.jsonl --events 1.jsonl | seconds_of)" '01 b 2
01 a 1
02 b 4
03 b 6
03 a 2
03 a 3'
is 'and by leads a b c' "$(run --events 2.jsonl --events 1.jsonl | head -n 1 | seconds_of)" '01 b 2'

# Leads: sorted by instant, before events of the same one; the final states show who came first.
leads() { run "$@" --out /dev/null --final - | sed -n 's/^{"lead":"\([a-z]*\)@.*/\1/p' | tr '\n' ' '; }
printf '{"email":"%s@x.io","at":"2026-10-05T10:00:%sZ"}\n' d 09 e 01 f 05 g 01 > l.jsonl
printf 'email,at\n%s@x.io,2026-10-05T10:00:%sZ\n' h 01 > l.csv
is 'leads in order of instant, then of input and line' "$(leads --leads l.jsonl --leads l.csv)" 'e g h f d '
is 'leads in order of input' "$(leads --leads l.csv --leads l.jsonl)" 'h e g f d '
is 'leads before events of the same instant' "$(leads --events 1.jsonl --leads l.jsonl --events 2.jsonl)" \
  'e g a b f d '

# Late events are judged at the instant that was reached.
{ event a one 05; event a one 02; event a two 06; } > late.jsonl
is 'late events' "$(run --events late.jsonl | seconds_of)" '05 a 1
05 a 2
06 a 4'
is 'late events are counted' "$(grep late summary)" 'late: 1, judged at the instant that was reached'

# --lateness: events wait for those that may come before them
is 'exactly so late is put in its place' "$(run --events late.jsonl --lateness '3 seconds' | seconds_of)" '02 a 1
05 a 2
06 a 4'
is 'and is not late' "$(grep -c late summary)" 0
{ event a one 05; event a one 08; event a one 05; event a two 04; event a one 09; } > later.jsonl
is 'what comes later is too late' "$(run --events later.jsonl --lateness PT3S | seconds_of | tr '\n' ' ')" '05 a 1 05 a 2 05 a 4 08 a 5 09 a 6 '
is 'and counted' "$(grep late summary)" 'late: 1, judged at the instant that was reached'
is 'a little more time' "$(run --events later.jsonl --lateness PT4S | seconds_of | tr '\n' ' ')" '04 a 2 05 a 3 05 a 4 08 a 5 09 a 6 '
{ event a one 05; event b two 05; event c one 09; event a two 05; event b one 03; event d one 03; } > mixed.jsonl
is 'at one instant in the order of lines' "$(run --events mixed.jsonl --lateness '1 minute' | seconds_of)" '03 b 1
03 d 1
05 a 1
05 b 3
05 a 3
09 c 1'
is 'each file by itself, then by input' \
  "$(run --events mixed.jsonl --events 1.jsonl --lateness '1 minute' | seconds_of | tr '\n' ' ')" \
  '01 a 1 03 b 1 03 d 1 03 a 2 03 a 3 05 a 4 05 b 3 05 a 6 09 c 1 '
is 'what comes too late even so' "$(run --events mixed.jsonl --lateness '4 seconds' | seconds_of | tr '\n' ' ')" \
  '05 a 1 05 b 2 05 a 3 05 b 3 05 d 1 09 c 1 '
is 'is counted' "$(grep late summary)" 'late: 2, judged at the instant that was reached'
run --events mixed.jsonl --lateness '1 minute' --at 2026-10-05T10:00:05Z | seconds_of > found
is 'with --at' "$(tail -n 1 found)" '05 a 3'
is 'and later ones counted' "$(grep after summary)" 'after --at: 1, not decided on'
sed 's/"one"/"none"/; s/:09Z/:09/' mixed.jsonl > bad.jsonl
is 'bad records are set aside with their lines' \
  "$(run --events bad.jsonl --lateness '1 minute' --rejects rejects.jsonl --out /dev/null; grep -o '"line":[0-9]*' rejects.jsonl | tr '\n' ' ')" \
  '"line":1 "line":3 "line":5 "line":6 '
cat > required.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key
  name: text required
}
event one
score s { +1 "One" on one }
END
is 'what the engine refuses is kept as it stood' \
  "$("$MOPSC" run required.mops --events late.jsonl --lateness '1 minute' --rejects rejects.jsonl --out /dev/null 2> summary; sed -n 's/.*"line":\([0-9]*\).*"record":.*\(10:00:0[0-9]\).*/\1 \2/p' rejects.jsonl | tr '\n' ' ')" \
  '3 10:00:06 2 10:00:02 1 10:00:05 '
{ echo '{"lead":"a@x.io","type":"one","at":"2026-10-05T10:00:05Z","id":"7"}'; echo '{"lead":"a@x.io","type":"two","at":"2026-10-05T10:00:02Z","id":7}'; } > ids.jsonl
is 'of two with one id the earlier counts' "$(run --events ids.jsonl --lateness '1 minute' | seconds_of)" '02 a 2'
run --events 1.jsonl --lateness soon > /dev/null
is 'no length of time' "$? $(head -n 1 summary)" \
  '2 mopsc run: --lateness takes a length of time such as "36 hours" ("0 seconds": events come in order), not "soon"'
is 'explain puts them in order too' \
  "$("$MOPSC" explain a.mops --events late.jsonl --lateness '1 minute' --lead a@x.io | grep 'One: fired')" \
  '        +2  One: fired 2 times, last 2026-10-05 10:00:05 +00:00  (line 8)'

# --at
is 'later records are not decided on' "$(run --events 1.jsonl --at 2026-10-05T10:00:02Z | seconds_of)" '01 a 1'
is 'but counted' "$(grep after summary)" 'after --at: 2, not decided on'
is 'at the very instant they are' "$(run --events 1.jsonl --at 2026-10-05T10:00:03Z | grep -c .)" 3
is 'the final states are as of --at' \
  "$(run --events 1.jsonl --out /dev/null --final - --at 2026-10-05T11:00:00Z)" \
  '{"lead":"a@x.io","at":"2026-10-05T11:00:00Z","stage":null,"owner":null,"scores":{"s":3},"grades":{},"clocks":{}}'
is 'or of the last record' "$(run --events 1.jsonl --out /dev/null --final - | cut -c 1-45)" \
  '{"lead":"a@x.io","at":"2026-10-05T10:00:03Z",'
tap_done
