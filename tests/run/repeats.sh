# mopsc run: events with an id that came before are left out.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key
  size: int
}
event demo { n: int }
event visit
score s {
  +1  "Demo"  on demo
  +10 "Visit" on visit
}
END
run() { "$MOPSC" run a.mops "$@" 2> summary; }
score() { run "$@" --out /dev/null --final - | sed -n 's/^{"lead":"\([a-z]*\)@.*"s":\([0-9]*\).*/\1 \2/p' | tr '\n' ' '; }

cat > e.jsonl <<'END'
{"id":"1","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"1","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"2","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":null,"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"1","at":"2026-10-06T09:59:59.999Z","lead":"a@x.io","type":"visit"}
{"id":"1","at":"2026-10-06T10:00:00Z","lead":"a@x.io","type":"visit"}
END
sed -i '/"id":null/d' e.jsonl
is 'one id is one event for a day' "$(score --events e.jsonl)" 'a 16 '
is 'they are counted' "$(sed -n '1s/, [0-9,]* a second//p; /repeated/p' summary)" '1 lead, 7 records
repeated: 2, with ids that came before'
is 'for as long as it is said' "$(score --events e.jsonl --repeats '2 days')" 'a 6 '
is 'a short time' "$(score --events e.jsonl --repeats '86399 seconds')" 'a 16 '
is 'or not at all' "$(score --events e.jsonl --repeats '0 seconds')" 'a 27 '
cat > numbers.jsonl <<'END'
{"id":7,"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"7","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":70,"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
END
is 'a whole number is the id of its digits' "$(score --events numbers.jsonl)" 'a 2 '
run --events e.jsonl --repeats soon > /dev/null
is 'no length of time' "$? $(head -n 1 summary)" \
  '2 mopsc run: --repeats takes a length of time such as "36 hours" ("0 seconds": no id is looked at), not "soon"'

cat > e.csv <<'END'
id,at,lead,type,n
x,2026-10-05T10:00:00Z,a@x.io,demo,
x,2026-10-05T10:00:00Z,b@x.io,visit,
y,2026-10-05T10:00:00Z,a@x.io,demo,many
y,2026-10-05T10:00:01Z,a@x.io,demo,3
,2026-10-05T10:00:02Z,a@x.io,demo,
,2026-10-05T10:00:02Z,a@x.io,demo,
END
is 'CSV, other leads and types, and what was set aside before' "$(score --events e.csv)" 'a 4 '
is 'files together' "$(score --events e.csv --events e.csv)" 'a 6 '

# What was left out lets no time pass; what is late comes at the present instant.
cat > late.jsonl <<'END'
{"id":"1","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"2","at":"2026-10-05T11:00:00Z","lead":"a@x.io","type":"demo"}
{"id":"2","at":"2026-10-06T10:30:00Z","lead":"a@x.io","type":"demo"}
{"id":"1","at":"2026-10-05T12:00:00Z","lead":"a@x.io","type":"demo"}
END
is 'what was left out lets no time pass' "$(score --events late.jsonl)" 'a 2 '
cat > late.jsonl <<'END'
{"id":"1","at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"at":"2026-10-06T10:00:00Z","lead":"a@x.io","type":"visit"}
{"id":"1","at":"2026-10-05T12:00:00Z","lead":"a@x.io","type":"demo"}
END
is 'what is late has come at the present instant' "$(score --events late.jsonl)" 'a 12 '

# A lead record's id is who it is about.
cat > l.csv <<'END'
id,at,email,size
7,2026-10-05T10:00:00Z,a@x.io,1
7,2026-10-05T11:00:00Z,a@x.io,2
END
run --leads l.csv --out /dev/null
is 'lead records repeat their id' "$(sed -n '1s/, [0-9,]* a second//p; /repeated/p' summary)" '1 lead, 2 records'

is 'explain leaves them out too' \
  "$("$MOPSC" explain a.mops --lead a@x.io --events e.jsonl 2>&1 | sed -n '/^s is/p')" 's is 16'
tap_done
