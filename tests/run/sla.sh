# Clocks of SLAs, through files: answers that come late, the order at one instant, what is written.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac
cat > a.mops <<'END'
agreement "Clocks" {
  timezone "America/New_York"
  parties  marketing, sales
}
lead { email: email key }
event asked
event answered passive
event dropped passive
calendar office { open mon..fri 09:00..17:00 }
rep maria { name "Maria Silva" }
rep ana { manager maria, hours office }
rep ben { hours office }
pool west { ana, ben } round robin
queue unrouted
route inbound on asked {
  to west
  otherwise to unrouted
}
sla contact {
  starts on assigned by inbound
  met    on answered
  cancel on dropped
  within 2 business hours of office
  after  50% notify owner, notify manager of owner
  after  3 business hours of office reassign by inbound once
  on reassign carry
}
END
run() { "$MOPSC" run a.mops --events - "$@" 2>/dev/null; }
event() { printf '{"type":"%s","at":"2026-10-05T%s-04:00","lead":"%s"}\n' "$1" "$2" "$3"; }
# key "sla" of the decisions: what happened, and one more key's value
told() { grep '"sla"' | sed -E 's/.*"at":"([^"]*)".*"lead":"([^"]*)".*"decision":"([^"]*)".*/\1 \2 \3/'; }
key() { sed -E "s/.*\"$1\":(\"[^\"]*\"|[^,}]*).*/\1/"; }

# 9:30 and two hours: 11:30; half of it is 10:30; three hours are 12:30.
event asked 09:30:00 a@x.io > e.jsonl
is 'due once the instant is over: not at it' "$(run --at 2026-10-05T15:30:00Z < e.jsonl | told)" \
  '2026-10-05T13:30:00Z a@x.io sla_started
2026-10-05T14:30:00Z a@x.io notify
2026-10-05T14:30:00Z a@x.io notify'
is 'but then it is told as of that instant' "$(run --at 2026-10-05T15:30:01Z < e.jsonl | told | tail -1)" \
  '2026-10-05T15:30:00Z a@x.io sla_breached'
is 'whom: her manager, and of who has none nobody' \
  "$(run --at 2026-10-05T15:00:00Z < e.jsonl | grep notify | key whom | tr '\n' ' ')" '"ana" "maria" '
{ cat e.jsonl; event asked 09:30:00 b@x.io; } > two.jsonl
is 'ben has no manager' "$(run --at 2026-10-05T15:00:00Z < two.jsonl | grep notify | key whom | tr '\n' ' ')" \
  '"ana" "maria" "ben" null '
is 'at one instant by the keys of leads' \
  "$(run --at 2026-10-05T16:00:00Z < two.jsonl | told | tail -2 | tr '\n' ' ')" \
  '2026-10-05T15:30:00Z a@x.io sla_breached 2026-10-05T15:30:00Z b@x.io sla_breached '

# The answer of 11:30 comes in after an event of 12:00.
{ cat e.jsonl; event asked 12:00:00 b@x.io; event answered 11:30:00 a@x.io; } > late.jsonl
is 'an answer in time that comes late makes up for the breach' \
  "$(run < late.jsonl | grep '"a@x.io".*"sla"' | tail -1 | sed 's/,"because.*//')" \
  '{"at":"2026-10-05T16:00:00Z","lead":"a@x.io","decision":"sla_corrected","sla":"contact","owner":"ana","before":"breached","after":"met","since":"2026-10-05T13:30:00Z","due":"2026-10-05T15:30:00Z","ended":"2026-10-05T15:30:00Z","took_seconds":7200'
{ cat e.jsonl; event asked 12:00:00 b@x.io; event answered 11:30:01 a@x.io; } > late.jsonl
is 'a second later it was late' \
  "$(run < late.jsonl | grep '"a@x.io".*"sla"' | tail -1 | key after)" '"breached then met"'
{ cat e.jsonl; event dropped 10:00:00 a@x.io; event asked 12:00:00 b@x.io; event answered 09:45:00 a@x.io; } > late.jsonl
is 'also after it was cancelled' \
  "$(run < late.jsonl | grep '"a@x.io".*"sla"' | tail -1 | key before)" '"cancelled"'
{ cat e.jsonl; event dropped 10:00:00 a@x.io; event asked 12:00:00 b@x.io; event answered 10:15:00 a@x.io; } > late.jsonl
is 'but not if it was cancelled by then' \
  "$(run < late.jsonl | grep '"a@x.io".*"sla"' | tail -1 | key after)" '"cancelled"'
{ event asked 09:30:00 a@x.io; event asked 12:00:00 b@x.io; event answered 09:29:59 a@x.io; } > late.jsonl
is 'nor one from before the start' "$(run < late.jsonl | grep -c sla_corrected)" 0

# After three hours ben gets it; the clock goes on, breached. The first turn left ana with 1 - 2, ben with 1; in the
# second only ben takes part and gains 1.
run --at 2026-10-05T16:31:00Z --out d.jsonl --final f.jsonl < e.jsonl
is 'reassigned: the present owner is unable' "$(grep reassigned d.jsonl | sed 's/.*"because"://')" \
  '[{"rule":"contact/after 3 business hours of office reassign by inbound once","line":25},{"clause":"to west","line":16,"pool":"west","owner":"ben"},{"member":"ana","weight":1,"credit":-1,"passed":"present_owner"},{"member":"ben","weight":1,"credit":2}]}'
is 'carried over' "$(sed 's/.*"clocks"://' f.jsonl)" \
  '{"contact":{"verdict":"breached","since":"2026-10-05T13:30:00Z","due":"2026-10-05T15:30:00Z"}}}'
run --at 2026-10-05T16:31:00Z --out d.csv --final f.csv < e.jsonl
is 'as CSV' "$(cut -d, -f1-8 d.csv | grep -E 'sla_started|notify')" \
  '2026-10-05T13:30:00Z,a@x.io,sla_started,contact,,open,ana,2026-10-05T15:30:00Z
2026-10-05T14:30:00Z,a@x.io,notify,contact,open,open,ana,2026-10-05T15:30:00Z
2026-10-05T14:30:00Z,a@x.io,notify,contact,open,open,maria,2026-10-05T15:30:00Z'
is 'final objects as CSV' "$(cat f.csv)" 'lead,at,stage,owner,clocks.contact,due.contact
a@x.io,2026-10-05T16:31:00Z,,ben,breached,2026-10-05T15:30:00Z'
is 'the run says how many' \
  "$("$MOPSC" run a.mops --events e.jsonl --at 2026-10-05T16:31:00Z 2>&1 >/dev/null | grep SLAs)" \
  'SLAs: 1 started, 0 met in time, 1 breached, 2 notified'

# Two SLAs that hand a lead to and fro by moves: time alone starts each once more.
cat > round.mops <<'END'
agreement "Round" { timezone "Etc/UTC" }
lead { email: email key }
event asked
event answered passive
lifecycle {
  stage a owned by sales
  stage b owned by sales
  start at a
  a -> b on answered
}
sla there {
  starts on asked, entering a
  met    on answered
  cancel on leaving a
  within 1 hours
  after  1 hours move to b
}
sla back {
  starts on entering b
  met    on answered
  cancel on leaving b
  within 1 hours
  after  1 hours move to a
}
END
event asked 09:00:00 a@x.io > e.jsonl
"$MOPSC" run round.mops --events e.jsonl --at 2027-10-05T00:00:00Z 2>/dev/null > d.jsonl
# The first start is the record's; time alone makes 100 more for each of the two SLAs.
is 'what goes round by itself comes to an end' "$(grep -c sla_started d.jsonl)" 201
# A rep who leaves later starts one more: that is no record of the lead, so it goes round no further.
{ sed 's/starts on entering b/starts on entering b, owner left/' round.mops; printf '%s\n' 'rep ana' 'queue rest'; } > left.mops
{ cat e.jsonl; printf '{"type":"%s","at":"2026-10-05T09:00:00-04:00",%s}\n' assignment '"lead":"a@x.io","owner":"ana"'
  printf '{"type":"%s","at":"2026-11-01T00:00:00Z",%s}\n' rep_left '"rep":"ana"'; } > left.jsonl
"$MOPSC" run left.mops --events left.jsonl --at 2027-10-05T00:00:00Z 2>/dev/null > d.jsonl
is 'a rep who leaves lets nothing go round anew' "$(grep -c sla_started d.jsonl)" 202

# Both are due at 11:00; a's next step is a millisecond later.
cat > order.mops <<'END'
agreement "Order" { timezone "Etc/UTC" }
lead { email: email key }
event asked
event answered passive
lifecycle {
  stage new  owned by sales
  stage late owned by sales
  start at new
  new -> late when since(asked) > 2 hours
}
sla contact {
  starts on asked
  met    on answered
  within 2 hours
}
END
{ event asked 09:00:00 a@x.io; event asked 09:00:00 b@x.io; } |
  "$MOPSC" run order.mops --events - --at 2026-10-06T00:00:00Z 2>/dev/null > d.jsonl
is 'all that is due at an instant comes before the next millisecond' \
  "$(grep -E 'sla_breached|"late"' d.jsonl | sed -E 's/.*"at":"([^"]*)","lead":"([^"]*)".*/\1 \2/')" \
  '2026-10-05T15:00:00Z a@x.io
2026-10-05T15:00:00Z b@x.io
2026-10-05T15:00:00.001Z a@x.io
2026-10-05T15:00:00.001Z b@x.io'

cat > scores.mops <<'END'
agreement "Scores" { timezone "Etc/UTC" }
lead { email: email key }
event asked
event answered passive
rep ben
score bens { +5 "Ben has it" when owner = ben }
sla contact {
  starts on asked
  met    on answered
  within 2 hours
  after  1 hours reassign to ben once
  on reassign carry
}
END
event asked 09:00:00 a@x.io > e.jsonl
is 'what a reassignment does to scores is told' \
  "$("$MOPSC" run scores.mops --events e.jsonl --at 2026-10-06T00:00:00Z 2>/dev/null | grep scored | key after)" 5

# ---- explained: ana's backup ben has left, so nobody takes the lead over
cat > ladder.mops <<'END'
agreement "Ladder" { timezone "Etc/UTC" }
lead { email: email key }
event asked
event answered passive
lifecycle {
  stage new     owned by sales
  stage working owned by sales
  stage given   owned by marketing
  start at new
  new -> working on answered
  working -> new on asked
}
rep ana { backup ben }
rep ben
queue desk
route inbound on asked {
  to ana
  otherwise to desk
}
sla contact {
  starts on assigned by inbound
  met    on answered
  within 1 hour
  after  1 hour reassign to backup of owner once
  after  3 hours move to given
  on reassign carry
}
END
{
  echo '{"type":"rep_left","at":"2026-10-05T08:00:00Z","rep":"ben"}'
  echo '{"type":"asked","at":"2026-10-05T09:00:00Z","lead":"a@x.io"}'
} > e.jsonl
explain() { "$MOPSC" explain ladder.mops --lead a@x.io --events "$@" 2>/dev/null; }
is 'who keeps a lead that nobody takes over has it for the reason why it came' \
  "$(explain e.jsonl --at 2026-10-05T11:00:00Z | sed -n '/^Why/,/^$/p')" 'Why ana has it
  on asked
  yes      to ana: ana  (line 17)'
is 'and the history says which step it was' "$(explain e.jsonl --at 2026-10-05T11:00:00Z | grep 'nobody else')" \
  '  2026-10-05 10:00:00 +00:00  contact can give it to nobody else: after 1 hour reassign to backup of owner once (line 24)'
is 'a move that a step makes is told as that step' \
  "$(explain e.jsonl --at 2026-10-05T11:00:00Z | sed -n '/^Ways out/,/^$/p')" 'Ways out of new, and what they ask
  new -> working on answered: when that event comes  (line 10)
  contact: after 3 hours move to given  (line 25)'
echo '{"type":"answered","at":"2026-10-05T11:00:00Z","lead":"a@x.io"}' >> e.jsonl
is 'but not once its clock has ended' "$(explain e.jsonl | grep -c 'move to given')" 0

# ---- explained: hours of another zone. 2 November 14:30 in New York is the 3rd, 06:30, in Sydney: two hours from
# 08:30 on end at 10:30 there, which is 18:30 on the 2nd in New York. The 3rd is a short day, and has a name.
cat > zones.mops <<'END'
agreement "Zones" { timezone "America/New_York" }
lead { email: email key }
event asked
event answered passive
calendar sydney {
  timezone "Australia/Sydney"
  open mon..fri 08:30..17:30
  on 2026-11-03 08:30..12:00 "Melbourne Cup"
}
sla contact {
  starts on asked
  met    on answered
  within 2 business hours of sydney
}
END
echo '{"type":"asked","at":"2026-11-02T14:30:00-05:00","lead":"a@x.io"}' > e.jsonl
is 'days are those of the calendar, which says when that is' \
  "$("$MOPSC" explain zones.mops --lead a@x.io --events e.jsonl | sed -n '/^Its clocks/,/^$/p')" 'Its clocks
  contact is open, due 2026-11-02 18:30:00 -05:00, counted from 2026-11-02 14:30:00 -05:00
    2026-11-03  2 hours: Melbourne Cup
    by the hours of sydney, where it is due 2026-11-03 10:30:00 +11:00'

# ---- the summary: of the ladder above one assignment, and a step that nobody took over
{
  echo '{"type":"rep_left","at":"2026-10-05T08:00:00Z","rep":"ben"}'
  echo '{"type":"asked","at":"2026-10-05T09:00:00Z","lead":"a@x.io"}'
} > e.jsonl
is 'who keeps a lead was not assigned it once more' \
  "$("$MOPSC" run ladder.mops --events e.jsonl --at 2026-10-05T11:00:00Z 2>&1 >/dev/null | grep decisions)" \
  'decisions: 0 scored, 1 stage, 1 assigned'

# ---- explained: open time is told in hours, because a working day has not 24. From Monday 09:00 to Wednesday 12:00 of
# the week after lie 7 days of 8 hours and 3 more, of which the clock stood on Tuesday and Wednesday, 16 hours: 43.
cat > lengths.mops <<'END'
agreement "Lengths" { timezone "Etc/UTC" }
lead { email: email key, waits: flag default no }
event asked
event answered passive
calendar office { open mon..fri 09:00..17:00 }
sla in_hours {
  starts on asked
  met    on answered
  within 2 business days of office
  paused while waits
}
sla all_day {
  starts on asked
  met    on answered
  within 2 days
}
END
{
  echo '{"type":"asked","at":"2026-10-05T09:00:00Z","lead":"a@x.io"}'
  echo '{"type":"answered","at":"2026-10-14T12:00:00Z","lead":"a@x.io"}'
} > e.jsonl
{
  echo '{"email":"a@x.io","at":"2026-10-05T20:00:00Z","waits":true}'
  echo '{"email":"a@x.io","at":"2026-10-07T20:00:00Z","waits":false}'
} > l.jsonl
"$MOPSC" explain lengths.mops --lead a@x.io --leads l.jsonl --events e.jsonl > explained 2>/dev/null
is 'a working day has not 24 hours' "$(grep -E 'then met by|it stood' explained)" \
  '    of this it stood for 16 hours
  2026-10-14 12:00:00 +00:00  in_hours is breached then met by answered, after 43 hours of open time
  2026-10-14 12:00:00 +00:00  all_day is breached then met by answered, after 9 days 3 hours'

# ---- explained: when a comparison turns, a move may be due; it is none yet
cat > again.mops <<'END'
agreement "Again" { timezone "Etc/UTC" }
lead { email: email key }
event rejected passive { late: flag }
lifecycle {
  stage open    owned by marketing
  stage nurture owned by marketing
  start at open
  open -> nurture on rejected
  nurture -> open when last(rejected).late and since(entering nurture) >= 60 days
}
END
echo '{"type":"rejected","late":false,"at":"2026-10-05T09:00:00Z","lead":"a@x.io"}' > e.jsonl
is 'a move that a comparison makes no more than possible is told as that' \
  "$("$MOPSC" explain again.mops --lead a@x.io --events e.jsonl | sed -n '/^What changes/,$p')" 'What changes by itself next
  2026-12-04 09:00:00 +00:00  nurture -> open when last(rejected).late and since(entering nurture) >= 60 days, if its condition holds then  (line 9)
  if nothing happens: it stays nurture'
tap_done
