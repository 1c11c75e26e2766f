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
tap_done
