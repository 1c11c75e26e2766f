#!/bin/sh
# `mopsc explain`: why this score, why (not) an MQL, since when, what would change it next.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "America/New_York" }
lead { email: email key, title: text, staff: int 0..1000 }
event demo
event visit
score interest {
  +30 "Demo"  on demo  once
  +15 "Visit" on visit at most 2
  decay 5 every 7 days without activity
  keep between 0 and 50
}
score fit { +10 "Head of something" when title starts "Head" }
define large = staff >= 100
lifecycle {
  stage lead owned by marketing
  stage mql  owned by sales
  start at lead
  lead -> mql when interest >= 50 and (large or fit >= 10)
  mql -> lead when interest < 30 for 2 days
}
END
cat > "$SCRATCH/leads.jsonl" <<'END'
{"at":"2026-10-01T12:00:00Z","email":"Jo@Acme.io","title":"Head of IT"}
{"at":"2026-10-01T12:00:00Z","email":"al@acme.io","title":"Intern","staff":20}
END
cat > "$SCRATCH/events.jsonl" <<'END'
{"at":"2026-10-02T12:00:00Z","lead":"jo@acme.io","type":"demo"}
{"at":"2026-10-02T13:00:00Z","lead":"jo@acme.io","type":"visit"}
{"at":"2026-10-02T13:30:00Z","lead":"al@acme.io","type":"visit"}
{"at":"2026-10-02T14:00:00Z","lead":"jo@acme.io","type":"visit"}
END
explain() {
  "$MOPSC" explain "$SCRATCH/a.mops" --leads "$SCRATCH/leads.jsonl" --events "$SCRATCH/events.jsonl" "$@"
}
explain --lead JO@acme.io --at 2026-10-17T00:00:00Z > "$SCRATCH/jo"
has() { ok "$1" grep -qxF "$2" "$SCRATCH/$3"; }
has 'the stage, its owner and since when' \
  'jo@acme.io: mql, owned by sales, since 2026-10-02 10:00:00 -04:00' jo
# 30 + 15 + 15 is cut to 50; steps on the 9th and the 16th at 10:00 take 5 each
has 'the score' 'interest is 40' jo
has 'a rule that fired' '       +30  Demo: fired once, 2026-10-02 08:00:00 -04:00; used up  (line 6)' jo
has 'one that fired twice' '       +30  Visit: fired 2 times, last 2026-10-02 10:00:00 -04:00; used up  (line 7)' jo
has 'what keep cut' '       -10  cut by keep  (line 9)' jo
has 'what decay took' '       -10  taken by decay  (line 8)' jo
has 'a fact rule that holds, since when' \
  '       +10  Head of something: holds since 2026-10-01 08:00:00 -04:00  (line 11)' jo
has 'its criterion with the text as it came in' \
  '            yes      title starts "Head"  [it is "Head of IT"]  (line 11)' jo
has 'how it became an MQL' \
  '  2026-10-02 10:00:00 -04:00  lead -> mql (line 17) because interest >= 50 [it was 50]; fit >= 10 [it was 10]' jo
has 'the way back and what it asks' '    no       interest < 30  [it is 40]  (line 18)' jo
has 'what comes next, in local time' '  2026-10-23 10:00:00 -04:00  interest: decay -5  (line 8)' jo
explain --lead al@acme.io > "$SCRATCH/al"
has 'why not an MQL: the whole' '    no       all of:' al
has 'what lacks' '      no       interest >= 50  [it is 15]  (line 17)' al
has 'a group' '      no       at least one of:' al
has 'a value by its definition' '        no       large: staff >= 100  [it is 20]  (line 12)' al
explain --lead no@acme.io > "$SCRATCH/none" 2> "$SCRATCH/why"
is 'an unknown lead is a finding' $? 1
is 'which says so' "$(cat "$SCRATCH/why")" \
  'mopsc explain: there is no lead "no@acme.io": no record of it was read, or it was erased'

# ---- further on, limits, and what comes by itself: a lifecycle of five stages
cat > "$SCRATCH/b.mops" <<'END'
agreement "Long" { timezone "America/New_York" }
lead { email: email key, staff: int 0..1000, busy: flag default no }
event signup
event demo
event visit
event click
event accepted passive
event rejected passive { again: flag required }
score interest {
  +30 "Demo"  on demo  once
  +10 "Visit" on visit at most 2 per 7 days
  +1  "Click" on click at most 1 per day
  set to 1 "Back" on entering nurture
  decay 5 every 7 days without activity
}
score size {
  -5 "Small" when staff < 10
  +2 "Patience" for each 7 days since visit at most 3
}
define large = staff >= 100
lifecycle {
  stage subscriber owned by marketing
  stage lead    owned by marketing
  stage mql     owned by marketing "Marketing qualified lead"
  stage sql     owned by sales
  stage nurture owned by marketing
  start at subscriber
  subscriber -> lead    on signup
  lead, nurture -> mql  when large and interest >= 30 and not busy
  mql -> lead           when interest < 30
  mql -> sql            on accepted where staff >= 100
  mql, sql -> nurture   on rejected where again and not busy
  sql -> nurture        when interest < 10
  nurture -> subscriber when interest < 1 and not large for 2 days
}
END
cat > "$SCRATCH/b-leads.jsonl" <<'END'
{"at":"2026-10-01T12:00:00Z","email":"jo@acme.io","staff":120}
{"at":"2026-10-01T12:00:00Z","email":"su@acme.io","staff":20}
END
cat > "$SCRATCH/b-events.jsonl" <<'END'
{"at":"2026-10-02T11:00:00Z","lead":"jo@acme.io","type":"visit"}
{"at":"2026-10-02T12:00:00Z","lead":"jo@acme.io","type":"signup"}
{"at":"2026-10-02T12:00:00Z","lead":"su@acme.io","type":"click"}
{"at":"2026-10-02T13:00:00Z","lead":"jo@acme.io","type":"demo"}
{"at":"2026-10-03T13:00:00Z","lead":"jo@acme.io","type":"rejected","again":true}
{"at":"2026-10-05T13:00:00Z","lead":"jo@acme.io","type":"visit"}
{"at":"2026-10-05T14:00:00Z","lead":"jo@acme.io","type":"visit"}
{"at":"2026-10-05T15:00:00Z","lead":"jo@acme.io","type":"demo"}
END
long() {
  "$MOPSC" explain "$SCRATCH/b.mops" --leads "$SCRATCH/b-leads.jsonl" --events "$SCRATCH/b-events.jsonl" "$@"
}
part() { # of a file, from one heading to the next empty line
  sed -n "/^$2/,/^\$/p" "$SCRATCH/$1"
}
long --lead su@acme.io --at 2026-10-02T20:00:00Z > "$SCRATCH/su"
# only moves down the lifecycle, and of these no `on` moves: not mql -> lead, not nurture -> subscriber
is 'a subscriber: what is further on' "$(part su 'Further on')" \
'Further on, and what it asks, as things are now
  lead, nurture -> mql when large and interest >= 30 and not busy  (line 29)
    no       all of:
      no       large: staff >= 100  [it is 20]  (line 20)
      no       interest >= 30  [it is 1]  (line 29)
      yes      not busy  [it is no]  (line 29)
  sql -> nurture when interest < 10  (line 33)
    yes      interest < 10  [it is 1]  (line 33)'
long --lead jo@acme.io --at 2026-10-02T20:00:00Z > "$SCRATCH/jo-mql"
has 'the title of the stage' \
  'jo@acme.io: mql (Marketing qualified lead), owned by marketing, since 2026-10-02 09:00:00 -04:00' jo-mql
is 'an MQL: not how it would come back' "$(part jo-mql 'Further on' | grep -e '->')" \
  '  sql -> nurture when interest < 10  (line 33)'
long --lead jo@acme.io --at 2026-10-04T20:00:00Z > "$SCRATCH/jo-nurture"
is 'moves with what made them: values, or the event' \
  "$(part jo-nurture 'What happened' | grep -e '->' | cut -c 31-)" \
'subscriber -> lead on signup (line 28)
lead -> mql (line 29) because large: staff >= 100 [it was 120]; interest >= 30 [it was 40]; not busy [it was no]
mql -> nurture on rejected (line 32) because again [it was yes]; not busy [it was no]'
has 'a name under a `not` says what it stands for' \
  '      no       not large (staff >= 100)  [it is 120]  (line 20)' jo-nurture
is 'ways out by events: when they come' "$(part jo-mql 'Ways out' | grep ' on ')" \
'  mql -> sql on accepted where staff >= 100: when that event comes  (line 31)
  mql, sql -> nurture on rejected where again and not busy: when that event comes  (line 32)'
has 'a rule that has not fired: what it would give' \
  '         0  Demo: has not fired; would add 30  (line 10)' su
has 'what it would set the score to' '         0  Back: has not fired; would set it to 1  (line 13)' su
has 'what a fact rule would take' '         0  Small: does not hold; would take 5  (line 17)' su
has 'steps' '         0  Patience: has not started; would add 2 a step  (line 18)' su
has 'a full day, until midnight here' \
  '        +1  Click: fired once, 2026-10-02 08:00:00 -04:00; full, counts again from 2026-10-03 00:00:00 -04:00  (line 12)' su
long --lead jo@acme.io --at 2026-10-05T20:00:00Z > "$SCRATCH/jo-again"
# being in nurture on the 3rd made firings count anew: two visits on the 5th, the first at 9:00
has 'a full window, until its oldest firing leaves it' \
  '       +20  Visit: fired 2 times, last 2026-10-05 10:00:00 -04:00; full, counts again from 2026-10-12 09:00:00 -04:00  (line 11)' jo-again
has 'a limit that is used up' \
  '       +30  Demo: fired once, 2026-10-05 11:00:00 -04:00; used up  (line 10)' jo-again
long --lead jo@acme.io --at 2026-10-12T13:00:00Z > "$SCRATCH/jo-open"
has 'at that instant it is open' \
  '       +20  Visit: fired 2 times, last 2026-10-05 10:00:00 -04:00  (line 11)' jo-open
# jo has 51 on 5 October at 11:00. Five a week: 46 on the 12th, ... 31 on 2 November at 10:00 (clocks
# went back on the 1st), 26 on the 9th
has 'when it goes back by itself' \
  '  if nothing happens: 2026-11-09 10:00:00 -05:00  mql -> lead (line 30) because interest < 30 [it will be 26]' jo-open
has 'what never moves by itself' '  if nothing happens: it stays subscriber' su
cat > "$SCRATCH/slow.mops" <<'END'
agreement "Slow" { timezone "Etc/UTC" }
lead { email: email key }
event visit
score warmth {
  +2000 "Visit" on visit once
  decay 1 every 1 hour without activity
}
score calls {
  +1 "Weekly" on visit at most 1 per week
  +1 "Monthly" on visit at most 1 per month
  +1 "Both" on visit at most 1 per month at most 1 per 40 days
}
lifecycle {
  stage warm owned by sales
  stage cold owned by marketing final
  start at warm
  warm -> cold when warmth < 500
}
END
echo '{"at":"2026-01-01T00:00:00Z","lead":"al@acme.io","type":"visit"}' > "$SCRATCH/slow.jsonl"
"$MOPSC" explain "$SCRATCH/slow.mops" --events "$SCRATCH/slow.jsonl" --lead al@acme.io > "$SCRATCH/slow"
# 1,501 hours would be needed; a thousand end on 11 February
has 'how far it looks' '  if nothing happens: it stays warm at least until 2026-02-11 16:00:00 +00:00' slow
# 1 January is a Thursday
has 'a full week' '        +1  Weekly: fired once, 2026-01-01 00:00:00 +00:00; full, counts again from 2026-01-05 00:00:00 +00:00  (line 9)' slow
has 'a full month' '        +1  Monthly: fired once, 2026-01-01 00:00:00 +00:00; full, counts again from 2026-02-01 00:00:00 +00:00  (line 10)' slow
has 'of two limits the later' '        +1  Both: fired once, 2026-01-01 00:00:00 +00:00; full, counts again from 2026-02-10 00:00:00 +00:00  (line 11)' slow
"$MOPSC" explain "$SCRATCH/slow.mops" --events "$SCRATCH/slow.jsonl" --lead al@acme.io --at 2026-05-01T00:00:00Z > "$SCRATCH/cold"
is 'a final stage' "$(part cold 'Ways out')" 'Ways out of cold, and what they ask
  none: it is final'

# ---- records that were set aside ---------------------------------------------------------------------------
cat > "$SCRATCH/s.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key, staff: int 0..1000 }
event demo
score s { +1 "Demo" on demo }
lifecycle {
  stage new owned by marketing
  stage mql owned by sales
  stage old owned by marketing
  start at new
  new -> mql when s >= 5
  mql -> old when since(demo) > 30 days
}
END
printf 'at,email,Staff\n2026-01-01T00:00:00Z,jo@x.io,2\n2026-01-01T00:00:00Z,al@x.io,3\n,jo@x.io,4\n' > "$SCRATCH/s.csv"
{ echo '{"at":"2026-01-02T00:00:00Z","lead":"jo@x.io","type":"demo"}'
  echo '{"at":"2026-01-02T00:00:00Z","lead":"jo@x.io","type":"dema"}'
  echo '{"at":"2026-01-02","lead":"al@x.io","type":"demo"}'; } > "$SCRATCH/s.jsonl"
"$MOPSC" explain "$SCRATCH/s.mops" --leads "$SCRATCH/s.csv" --events "$SCRATCH/s.jsonl" --lead jo@x.io \
  > "$SCRATCH/s.out" 2> "$SCRATCH/s.err"
is 'records of the lead that were set aside are told, of others only how many' "$(sed 's/^.*\/s\./s./' "$SCRATCH/s.err")" \
  's.csv:4: at: the instant is missing: give the record one, name its column with --time-column, or all one with --at
s.jsonl:2: type: the agreement has no event "dema"

2 of this lead'"'"'s records were set aside

3 records were set aside; `mopsc run --rejects FILE` keeps them'
is 'no step is announced of a move from another stage' "$(grep -c 'mql -> old' "$SCRATCH/s.out") $(tail -n 1 "$SCRATCH/s.out")" \
  '1   nothing: it stays as it is until something is reported of it'
"$MOPSC" run "$SCRATCH/s.mops" --leads "$SCRATCH/s.csv" 2>&1 > "$SCRATCH/s.out" | grep ignored > "$SCRATCH/s.err"
is 'a column that is nearly a field is told' "$(cat "$SCRATCH/s.err")" 'fields ignored: Staff, which may be staff (3)'

# ---- what is on its way ------------------------------------------------------------------------------------
cat > "$SCRATCH/w.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key, budget: int, spent: int }
event demo
event visit
event open
event skip passive
event again passive
score s {
  +15 "Demo"  on demo
  +10 "Visit" on visit
  +5  "Three" on 3 open in a row broken by skip
  set to 0 "Again" on again
  keep at most 20
}
lifecycle {
  stage new  owned by marketing
  stage warm owned by sales
  stage old  owned by marketing
  start at new
  new -> warm when budget > spent for 2 days
  warm -> old on 2 open in a row broken by skip
}
END
echo '{"at":"2026-01-01T00:00:00Z","email":"jo@x.io","budget":5,"spent":3}' > "$SCRATCH/w.jsonl"
for event in demo:04 again:05 demo:06 open:07; do
  echo "{\"at\":\"2026-01-${event#*:}T00:00:00Z\",\"lead\":\"jo@x.io\",\"type\":\"${event%:*}\"}"
done > "$SCRATCH/w.events.jsonl"
"$MOPSC" explain "$SCRATCH/w.mops" --leads "$SCRATCH/w.jsonl" --events "$SCRATCH/w.events.jsonl" --lead jo@x.io \
  --at 2026-01-08T00:00:00Z > "$SCRATCH/way"
has 'what a rule would add, as keep leaves it: 15 + 10 is cut to 20' \
  '         0  Visit: has not fired since 2026-01-05 00:00:00 +00:00; would add 5  (line 10)' way
has 'how far a count in a row is' \
  '         0  Three: has not fired since 2026-01-05 00:00:00 +00:00; would add 5; 1 of 3 in a row  (line 11)' way
has 'of a move too' \
  '  warm -> old on 2 open in a row broken by skip: when that event comes; 1 of 2 in a row  (line 21)' way
has 'both sides of a comparison, and since when it held' \
  '  2026-01-03 00:00:00 +00:00  new -> warm (line 20) because budget > spent [it was 5, the other 3], since 2026-01-01 00:00:00 +00:00' way
"$MOPSC" run "$SCRATCH/w.mops" --leads "$SCRATCH/w.jsonl" --at 2026-01-08T00:00:00Z 2> "$SCRATCH/s.err" | tail -n 1 > "$SCRATCH/s.out"
is 'the decision tells it too' "$(sed 's/.*"because"/"because"/' "$SCRATCH/s.out")" \
  '"because":[{"rule":"lifecycle/new -> warm","line":20,"since":"2026-01-01T00:00:00Z"},{"criterion":"budget > spent","line":20,"holds":true,"value":5,"other":3}]}'

# ---- a score that begins elsewhere than at 0 -----------------------------------------------------------------
cat > "$SCRATCH/r.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event demo
event reset
score s {
  +15 "Demo" on demo
  set to 30 "Reset" on reset
  keep at least 5
}
END
echo '{"at":"2026-01-04T00:00:00Z","lead":"jo@x.io","type":"demo"}' > "$SCRATCH/r.jsonl"
"$MOPSC" explain "$SCRATCH/r.mops" --events "$SCRATCH/r.jsonl" --lead jo@x.io > "$SCRATCH/rest"
has 'what keep gives adds up too: 5 + 15' 's is 20' rest
has 'what a score begins with' '        +5  to begin with, by keep  (line 8)' rest
echo '{"at":"2026-01-05T00:00:00Z","lead":"jo@x.io","type":"reset"}' >> "$SCRATCH/r.jsonl"
"$MOPSC" explain "$SCRATCH/r.mops" --events "$SCRATCH/r.jsonl" --lead jo@x.io > "$SCRATCH/rest"
is 'a score that was set began there' "$(grep -c 'to begin with' "$SCRATCH/rest")" 0

# ---- what comes if nothing happens, with pools as they stand --------------------------------------------------
cat > "$SCRATCH/p.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event demo
event called passive
rep ana
rep ben
rep chidi
pool desk { ana, ben, chidi } round robin
queue rest
route inbound on demo {
  to desk
  otherwise to rest
}
sla contact {
  starts on assigned by inbound
  met    on called
  within 2 hours
  after  3 hours reassign by inbound once
  on reassign carry
}
lifecycle {
  stage open owned by sales
  stage with_chidi owned by sales
  start at open
  open -> with_chidi when owner = chidi
}
END
echo '{"at":"2026-01-04T00:00:00Z","lead":"jo@x.io","type":"demo"}' > "$SCRATCH/p.jsonl"
echo '{"at":"2026-01-01T00:00:00Z","rep":"ben","type":"rep_away","until":"2026-02-01T00:00:00Z"}' > "$SCRATCH/away.jsonl"
"$MOPSC" explain "$SCRATCH/p.mops" --events "$SCRATCH/p.jsonl" --roster "$SCRATCH/away.jsonl" --lead jo@x.io > "$SCRATCH/pool"
# ana has it, and in three hours it is the next one's turn: ben is away
has 'the next owner is who will have the turn then' \
  '  if nothing happens: 2026-01-04 03:00:00 +00:00  open -> with_chidi (line 25) because owner = chidi [it will be chidi]' pool
tap_done
