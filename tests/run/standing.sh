#!/bin/sh
# Awards that age, groups and paused decays: what decisions and `mopsc explain` tell of them.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key, hold: flag, staff: int 0..1000 }
event visit
event guide
event demo
score s {
  group "Reading" at most 10 {
    +6 "Guide" on guide
  }
  group "Signs" at most 15 {
    +10 "Demo" on demo  once  halves every 10 days
    +8 "Large" when staff >= 100
  }
  +4 "Visit" on visit  at most 3  expires after 5 days
  decay 1 every 2 days without activity paused while hold
}
score size {
  group "Size" first {
    +20 "Large"  when staff >= 100
    +10 "Middle" when staff >= 10
  }
}
END
cat > "$SCRATCH/leads.jsonl" <<'END'
{"at":"2026-01-01T00:00:00Z","email":"jo@x.io","staff":200,"hold":false}
{"at":"2026-01-03T10:00:00Z","email":"jo@x.io","hold":true}
END
for event in guide:01 guide:02 demo:03 visit:04; do
  echo "{\"at\":\"2026-01-01T${event#*:}:00:00Z\",\"lead\":\"jo@x.io\",\"type\":\"${event%:*}\"}"
done > "$SCRATCH/events.jsonl"
mops() {
  command=$1 && shift
  "$MOPSC" "$command" "$SCRATCH/a.mops" --leads "$SCRATCH/leads.jsonl" --events "$SCRATCH/events.jsonl" "$@"
}
mops run --trace --at 2026-01-12T00:00:00Z 2> "$SCRATCH/summary" | tr -d '"' > "$SCRATCH/found"
told() {
  is "$1" "$(grep "^{at:$2,.*score:s," "$SCRATCH/found" | sed 's/.*score:s,//')" "$3}"
}
told 'a group cuts an award, after the rule' 2026-01-01T02:00:00Z \
  'before:14,after:18,because:[{rule:s/Guide,line:8,event:guide,points:6},{rule:s/Reading,line:7,capped:true,points:-2}]'
told 'a group cuts what is read' 2026-01-01T03:00:00Z \
  'before:18,after:25,because:[{rule:s/Demo,line:11,event:demo,points:10},{rule:s/Signs,line:10,capped:true,points:-3}]'
told 'decay takes before the pause' 2026-01-03T04:00:00Z \
  'before:29,after:28,because:[{rule:s/decay,line:15,points:-1}]'
told 'an award expires' 2026-01-06T04:00:00Z 'before:28,after:24,because:[{rule:s/Visit,line:14,aged:true,points:-4}]'
told 'an award halves, and the group cuts less' 2026-01-11T03:00:00Z \
  'before:24,after:22,because:[{rule:s/Demo,line:11,aged:true,points:-5},{rule:s/Signs,line:10,capped:true,points:3}]'
is 'nothing else happens to it while the decay is paused' "$(grep -c 'at:2026-01-0[4-9].*score:s,' "$SCRATCH/found")" 1

mops explain --lead jo@x.io --at 2026-01-07T00:00:00Z > "$SCRATCH/jo"
has() { ok "$1" grep -qxF -- "$2" "$SCRATCH/jo"; }
has 'the score' 's is 24'
has 'what a group cut counts as given' '       +12  Guide: fired 2 times, last 2026-01-01 02:00:00 +00:00  (line 8)'
has 'a live award' '       +10  Demo: fired once, 2026-01-01 03:00:00 +00:00; used up  (line 11)'
has 'one that is gone' '         0  Visit: fired once, 2026-01-01 04:00:00 +00:00; nothing is left of +4  (line 14)'
has 'what a group cut for good' '        -2  cut by the group Reading  (line 7)'
has 'what a group cuts now' '        -3  cut by the group Signs  (line 10)'
has 'a paused decay' '        -1  taken by decay; paused since 2026-01-03 10:00:00 +00:00  (line 15)'
has 'and why it is' '            yes      hold  [it is yes]  (line 15)'
has 'a rule that another one is above' '         0  Middle: does not count, as one above it in its group does  (line 20)'
has 'what comes next: ageing, and no decay' '  2026-01-11 03:00:00 +00:00  s: Demo -5  (line 11)'
is 'nothing more comes' "$(grep -c '^  2026-.*  s: ' "$SCRATCH/jo")" 1
mops explain --lead jo@x.io --at 2026-01-12T00:00:00Z > "$SCRATCH/jo"
has 'what is left of a live award' \
  '        +5  Demo: fired once, 2026-01-01 03:00:00 +00:00; this is left of +10; used up  (line 11)'

# ---- a pause that ends by itself: 3 days after the last visit, or 4 after the last demo
cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event visit
event demo
score s {
  +4 "Visit" on visit
  decay 1 every 1 day paused while since(visit) < 3 days or since(demo) < 4 days
}
score late {
  +4 "Visit" on visit
  decay 1 every 1 day paused while since(visit) >= 3 days and since(demo) < 4 days
}
END
echo '{"at":"2026-01-01T00:00:00Z","email":"jo@x.io"}' > "$SCRATCH/leads.jsonl"
cat > "$SCRATCH/events.jsonl" <<'END'
{"at":"2026-01-01T01:00:00Z","lead":"jo@x.io","type":"visit"}
{"at":"2026-01-01T02:00:00Z","lead":"jo@x.io","type":"demo"}
END
mops explain --lead jo@x.io --at 2026-01-01T03:00:00Z > "$SCRATCH/jo"
# at 2026-01-04 01:00 the demo still holds the first decay; from then on it holds the second
is 'what comes next: the end of a pause, its beginning, and a step' "$(grep '^  2026-.*  s: \|^  2026-.*  late: ' "$SCRATCH/jo")" \
'  2026-01-02 01:00:00 +00:00  late: decay -1  (line 11)
  2026-01-04 01:00:00 +00:00  late: the pause of its decay begins  (line 11)
  2026-01-05 02:00:00 +00:00  s: the pause of its decay ends  (line 7)'

# ---- two leads that became one: each rule's firings are those of both

cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event guide
event visit
event reset
score s {
  group "Reading" at most 10 {
    +6 "Guide" on guide
  }
  +5 "Visit" on visit  at most 3
  set to 20 "Reset" on reset
  keep at most 38
  decay 1 every 10 days without visit
}
END
echo '{"at":"2026-01-01T00:00:00Z","email":"jo@x.io"}' > "$SCRATCH/leads.jsonl"
cat > "$SCRATCH/events.jsonl" <<'END'
{"at":"2026-01-01T00:00:00Z","type":"guide","lead":"jo@x.io"}
{"at":"2026-01-01T00:00:00Z","type":"visit","lead":"jo@x.io"}
{"at":"2026-01-01T01:00:00Z","type":"reset","lead":"ann@x.io"}
{"at":"2026-01-01T02:00:00Z","type":"guide","lead":"ann@x.io"}
{"at":"2026-01-01T02:00:00Z","type":"visit","lead":"ann@x.io"}
{"at":"2026-01-12T00:00:00Z","type":"lead_merged","lead":"ann@x.io","into":"jo@x.io"}
{"at":"2026-01-13T00:00:00Z","type":"guide","lead":"jo@x.io"}
END
mops explain --lead jo@x.io > "$SCRATCH/jo"
# jo 6 + 5 - 1, ann 20 + 6 + 5 - 1, together 2 too many; the third guide finds no room in its group
is 'the standing adds up' "$(sed -n '/^s is/,/^$/p' "$SCRATCH/jo")" 's is 38
       +20  by hand
       +18  Guide: fired 3 times, last 2026-01-13 00:00:00 +00:00  (line 8)
       +10  Visit: fired 2 times, last 2026-01-01 02:00:00 +00:00  (line 10)
         0  Reset: has not fired; would set it to 20  (line 11)
        -6  cut by the group Reading  (line 7)
        -2  cut by keep  (line 12)
        -2  taken by decay  (line 13)'

# ---- what lies in the past comes no more

cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event a
event b
score s { +1 "m" when count(a within 5 days) >= 2 }
score t {
  +5 "b" on b
  decay 1 every 7 days paused while count(b within 5 days) < 2 and since(a) > 3 days
}
END
echo '{"at":"2026-01-01T00:00:00Z","email":"jo@x.io"}' > "$SCRATCH/leads.jsonl"
printf '{"at":"2026-01-0%sT00:00:00Z","type":"%s","lead":"jo@x.io"}\n' 1 a 1 b 2 a 2 b 5 a > "$SCRATCH/events.jsonl"
mops explain --lead jo@x.io --at 2026-01-09T00:00:00Z > "$SCRATCH/jo"
# at 2026-01-06 the counts fell below two; the pause began on the 8th, and there is no end of it ahead
is 'nothing but what is still to come' "$(grep -c '^  2026-01-0[1-8].*  [st]: ' "$SCRATCH/jo")" 0
tap_done
