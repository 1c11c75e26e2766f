#!/bin/sh
# `mopsc test`: what did not come out as expected, what it was instead, and why.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "Etc/UTC" }
enum reason { price, time }
lead { email: email key, staff: int 0..1000 }
event demo
event rejected passive { why: reason required }
score interest { +30 "Demo" on demo  once }
lifecycle {
  stage lead owned by marketing
  stage mql  owned by sales  final
  start at lead
  lead -> mql when interest >= 30 and staff >= 100
}
test "passes" {
  lead { staff: 100 }
  2026-10-01 12:00  demo
  expect interest = 30, stage = mql
}
test "does not pass" {
  lead jo { staff: 99 }
  lead al { staff: 100 }
  2026-10-01 12:00  jo: demo
  2026-10-01 12:00  al: demo
  expect jo.interest = 29, jo.stage = mql, al.stage = mql
}
test "came too far" {
  lead { staff: 100 }
  2026-10-01 12:00  demo
  lead { staff: 99 }
  2026-10-01 12:01  tick
  expect stage = lead
}
END
"$MOPSC" test "$SCRATCH/a.mops" > "$SCRATCH/out"
is 'failing tests are findings' $? 1
has() { ok "$1" grep -qxF "$2" "$SCRATCH/out"; }
has 'what passed' "passed  $SCRATCH/a.mops: passes"
has 'what failed' "FAILED  $SCRATCH/a.mops: does not pass"
has 'what it was instead' '          no       jo.interest = 29  [it is 30]  (line 23)'
has 'and why' '                 +30  Demo: fired once, 2026-10-01 12:00:00 +00:00; used up  (line 6)'
has 'the stage that it has' '          no       jo.stage = mql  [it is lead]  (line 23)'
has 'since when it is there' '          it is lead since 2026-10-01 12:00:00 +00:00, when it appeared'
has 'what it would have needed' '                no       staff >= 100  [it is 99]  (line 11)'
is 'a stage that it came to: by which move, with the values of then' \
  "$(sed -n '/came too far/,$p' "$SCRATCH/out" | sed '1d;$d')" \
'        line 30: expected, but not so:
          no       stage = lead  [it is mql]  (line 30)
          it is mql since 2026-10-01 12:00:00 +00:00 by
            lead -> mql when interest >= 30 and staff >= 100  (line 11)
              yes      all of:
                yes      interest >= 30  [it was 30]  (line 11)
                yes      staff >= 100  [it was 100]  (line 11)'
is 'the last line counts' "$(tail -n 1 "$SCRATCH/out")" '1 passed, 2 failed'

# An owner that is another than expected: who gave the lead away, and why not to whom was expected.
cat > "$SCRATCH/owner.mops" <<'END'
agreement "Owner" { timezone "Etc/UTC" }
lead { email: email key }
event asked
event answered passive
rep ana
rep ben
queue desk
pool crew { ana, ben } round robin
route inbound on asked {
  to ana when email.domain = "acme.io"
  to crew
  otherwise to desk
}
sla contact {
  starts on assigned by inbound
  met    on answered
  within 1 hour
  after  2 hours reassign by inbound once
  on reassign carry
}
test "in two hours" {
  lead { email: "jo@x.io" }
  2026-10-01 12:00     asked
  2026-10-01 14:00:01  tick
  expect owner = ana
}
test "by hand" {
  2026-10-01 12:00  assignment { owner: ben }
  expect owner = ana
}
END
is 'the owner that it has: since when, and why' \
  "$("$MOPSC" test "$SCRATCH/owner.mops" | sed '$d')" "FAILED  $SCRATCH/owner.mops: in two hours
        line 25: expected, but not so:
          no       owner = ana  [it is ben]  (line 25)
          it belongs to ben since 2026-10-01 14:00:00 +00:00 by
            contact: after 2 hours reassign by inbound once  (line 18)
            no       to ana when email.domain = \"acme.io\": its condition does not hold  (line 10)
                no       email.domain = \"acme.io\"  [it was another text]  (line 10)
            yes      to crew: ben  (line 11)
                ana has it already
                ben: weight 1, credit 2
FAILED  $SCRATCH/owner.mops: by hand
        line 29: expected, but not so:
          no       owner = ana  [it is ben]  (line 29)
          it belongs to ben since 2026-10-01 12:00:00 +00:00 by
            assignment, by hand"

# Of a route first what made it act: an event with its fields, or a stage.
cat > "$SCRATCH/route.mops" <<'END'
agreement "Route" { timezone "Etc/UTC" }
enum topic { prices, support }
lead { email: email key }
event asked { about: topic }
lifecycle {
  stage new  owned by marketing
  stage open owned by sales  final
  start at new
  new -> open on asked where about = prices
}
rep ana
rep ben
queue desk
route prices on entering open {
  to ben
  otherwise to desk
}
route others on asked {
  to ana
  otherwise to desk
}
test "prices" {
  lead { email: "jo@x.io" }
  2026-10-01 12:00  asked { about: prices }
  expect owner = ana
}
test "others" {
  lead { email: "jo@x.io" }
  2026-10-01 12:00  asked { about: support }
  expect owner = ben
}
END
is 'what made the route act' "$("$MOPSC" test "$SCRATCH/route.mops" | sed '$d')" "FAILED  $SCRATCH/route.mops: prices
        line 25: expected, but not so:
          no       owner = ana  [it is ben]  (line 25)
          it belongs to ben since 2026-10-01 12:00:00 +00:00 by
            on entering open
            yes      to ben: ben  (line 15)
FAILED  $SCRATCH/route.mops: others
        line 30: expected, but not so:
          no       owner = ben  [it is ana]  (line 30)
          it belongs to ana since 2026-10-01 12:00:00 +00:00 by
            on asked, about support
            yes      to ana: ana  (line 19)"

# Leads that are not there, what is unknown, and what a run would set aside: spec/12-tests.md.
cat > "$SCRATCH/gone.mops" <<'END'
agreement "Gone" {
  timezone  "Etc/UTC"
  effective 2026-10-01
}
lead { email: email key, size: int 0..1000, name: text required }
event demo
score interest { +10 "Demo" on demo }
test "nobody yet" {
  2026-10-01 12:00  tick
  expect interest = 0
}
test "forgotten" {
  lead jo { email: "jo@acme.io", name: "Jo" }
  2026-10-01 12:00  demo
  2026-10-01 13:00  lead_erased
  expect jo.interest = 10
}
test "both forgotten" {
  lead jo { email: "jo@acme.io", name: "Jo" }
  lead ann { email: "ann@acme.io", name: "Ann" }
  2026-10-01 12:00  ann: lead_merged { into: "jo" }
  2026-10-01 13:00  jo: lead_erased
  expect ann.interest = 0
}
test "unknown" {
  lead { name: "Jo" }
  2026-10-01 12:00  demo
  expect size > 10 or size <= 10
}
test "required" {
  2026-10-01 12:00  demo
  expect interest = 10
}
test "early" {
  lead { name: "Jo" }
  2026-09-30 23:59  tick
  2026-10-01 12:00  demo
  expect interest = 10
}
END
"$MOPSC" test "$SCRATCH/gone.mops" > "$SCRATCH/out"
is 'all of them fail' "$(tail -n 1 "$SCRATCH/out")" '0 passed, 6 failed'
said() { sed -n "/: $1\$/,/^[FA-Zp]/p" "$SCRATCH/out" | sed -n 2p; }
is 'a lead without a record' "$(said 'nobody yet')" '        line 10: there is no such lead: no record of it came, or it was erased'
is 'one that was forgotten' "$(said forgotten)" '        line 16: there is no such lead: no record of it came, or it was erased'
is 'one that was merged into it' "$(said 'both forgotten')" '        line 23: there is no such lead: no record of it came, or it was erased'
is 'what is unknown is not true' "$(said unknown)" '        line 28: expected, but not so:'
is 'an event of a lead that lacks what is required' "$(said required)" \
  "        line 31: this record would be set aside: the lead is not known, and a lead's first record needs its required fields"
is 'facts from before it is in force' "$(said early)" \
  '        line 35: this record would be set aside: the agreement is in force only from 2026-10-01T00:00:00Z'
tap_done
