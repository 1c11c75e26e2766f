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
