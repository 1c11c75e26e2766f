# What decisions tell: the event, and the tests of its `where` with the values that were judged.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac
cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key, vip: flag }
event visit { path: text required, pages: int 0..100 }
event call
define keen = s < 10
score s {
  +10  "First"   on call, visit where s < 10
  +5   "Many"    on visit where pages >= 3 and keen  once
  +1   "Twice"   on 2 visit where pages >= 3 in a row broken by call
  +100 "Entered" on entering b where vip = yes
}
score t { +7 "Vip" when vip }
lifecycle {
  stage a owned by marketing
  stage b owned by sales
  start at a
  a -> b on call where not vip, visit where s >= 10 and path starts "/x"
  b -> a on 2 visit where s < 200 in a row broken by call
}
END
cat > l.jsonl <<'END'
{"email":"a@x.io","vip":true,"at":"2026-10-05T09:00:00Z"}
{"email":"a@x.io","vip":false,"at":"2026-10-05T13:00:00Z"}
END
cat > e.jsonl <<'END'
{"lead":"a@x.io","type":"visit","at":"2026-10-05T10:00:00Z","path":"/x/1","pages":3}
{"lead":"a@x.io","type":"visit","at":"2026-10-05T11:00:00Z","path":"/y","pages":4}
{"lead":"a@x.io","type":"call","at":"2026-10-05T14:00:00Z"}
END
"$MOPSC" run a.mops --leads l.jsonl --events e.jsonl --format csv 2> summary | sed 1d | tr -d '"' > found
line() { sed -n "$1p" found; }
is 'an event fires two rules: each with its tests, as things were before it' "$(line 3)" \
  '2026-10-05T10:00:00Z,a@x.io,scored,s,0,15,,,[{rule:s/First,line:7,event:visit,points:10},{criterion:s < 10,line:7,holds:true,value:0},{rule:s/Many,line:8,event:visit,points:5},{criterion:pages >= 3,line:8,holds:true,value:3},{criterion:keen: s < 10,line:5,holds:true,value:0}]'
is 'an on move with the tests of the trigger that made it, as things are after the awards' "$(line 4)" \
  '2026-10-05T10:00:00Z,a@x.io,stage,,a,b,,,[{rule:lifecycle/a -> b,line:17,event:visit},{criterion:s >= 10,line:17,holds:true,value:15},{criterion:path starts \/x\,line:17,holds:true,value:/x…}]'
is 'a move of the stage fires a rule: no event, but its tests' "$(line 5)" \
  '2026-10-05T10:00:00Z,a@x.io,scored,s,15,115,,,[{rule:s/Entered,line:10,points:100},{criterion:vip = yes,line:10,holds:true,value:true}]'
is 'a count with the tests of the event that filled it' "$(line 6)" \
  '2026-10-05T11:00:00Z,a@x.io,scored,s,115,116,,,[{rule:s/Twice,line:9,event:visit,in_a_row:2,points:1},{criterion:pages >= 3,line:9,holds:true,value:4}]'
is 'a count that makes a move: as it counted' "$(line 7)" \
  '2026-10-05T11:00:00Z,a@x.io,stage,,b,a,,,[{rule:lifecycle/b -> a,line:18,event:visit,in_a_row:2},{criterion:s < 200,line:18,holds:true,value:115}]'
is 'a fact rule that turned true' "$(line 2)" \
  '2026-10-05T09:00:00Z,a@x.io,scored,t,0,7,,,[{rule:t/Vip,line:12,holds:true,points:7},{criterion:vip,line:12,holds:true,value:true}]'
is 'a fact rule that stopped: what no longer holds' "$(line 8)" \
  '2026-10-05T13:00:00Z,a@x.io,scored,t,7,0,,,[{rule:t/Vip,line:12,holds:false,points:-7},{criterion:vip,line:12,holds:false,value:false}]'
is 'an event that nothing else is asked of has no tests' "$(line 9)" \
  '2026-10-05T14:00:00Z,a@x.io,scored,s,116,126,,,[{rule:s/First,line:7,event:call,points:10}]'
is 'of several triggers the one that made the move' "$(line 10)" \
  '2026-10-05T14:00:00Z,a@x.io,stage,,a,b,,,[{rule:lifecycle/a -> b,line:17,event:call},{group:not,line:17,holds:true},{criterion:vip,line:17,depth:1,holds:false,value:false}]'
is 'and no more' "$(wc -l < found | tr -d ' ')" 10
"$MOPSC" explain a.mops --leads l.jsonl --events e.jsonl --lead a@x.io | grep -- '->.*(line .*because' | cut -c 30- | sed "s/^ *//" > told
is 'explain tells the same, move by move' "$(cat told)" \
  'a -> b on visit (line 17) because s >= 10 [it was 15]; path starts "/x" [it was "/x…"]
b -> a on 2 visit in a row (line 18) because s < 200 [it was 115]
a -> b on call (line 17) because not vip [it was no]'
cat > b.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event visit
list known: domain = ["acorn.com", "adobe.com"]
score s { +5 "New" when not email.domain in known }
END
echo '{"lead":"old@acme.io","type":"visit","at":"2026-10-05T10:00:00Z"}' > b.jsonl
"$MOPSC" run b.mops --events b.jsonl 2> /dev/null > found
is 'what literals have in common is no literal' "$(line 1 | tr -d '"' | grep -o '{criterion.*')" \
  '{criterion:email.domain in known,line:5,depth:1,holds:false}]}'
# Why sales gave it back is a member of an enum: it is told with the move and with the clock that it ends.
cat > c.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
enum rejection { no_budget, bad_timing }
event visit
event called passive
event rejected passive { reason: rejection required, note: text, wanted: rejection }
define vip = email.domain = "vip.io"
lifecycle {
  stage a owned by marketing
  stage b owned by sales
  start at a
  a -> b on visit
  b -> a on rejected where reason != bad_timing
}
queue desk
route inbound on visit { otherwise to desk }
sla answer {
  starts on assigned
  met on called, rejected
  within 2 hours
  on reassign carry
}
sla stay {
  starts on entering b
  met on 2 called
  cancel on leaving b
  within 1 day when vip
  within 2 days otherwise
}
END
event() { printf '{"lead":"a@x.io","type":"%s","at":"2026-10-05T%s:00Z"%s}\n' "$1" "$2" "$3"; }
{ event visit 10:00
  event rejected 11:00 ',"reason":"no_budget","note":"none"'
  event visit 12:00
  event called 12:30
  event called 12:40
  event rejected 13:00 ',"reason":"bad_timing","wanted":"no_budget"'
} > c.jsonl
"$MOPSC" run c.mops --events c.jsonl --format csv 2> /dev/null | sed 1d | tr -d '"' > found
because() { grep "^2026-10-05T$1.*,$2," found | grep -o '\[.*'; }
is 'a move tells the members that its event came with' "$(because 11:00 stage)" \
  '[{rule:lifecycle/b -> a,line:13,event:rejected,with:{reason:no_budget}},{criterion:reason != bad_timing,line:13,holds:true,value:no_budget}]'
is 'so does a clock that it ends' "$(because 11:00 sla_met)" \
  '[{event:rejected,with:{reason:no_budget}},{rule:answer/within 2 hours,line:20}]'
is 'a clock that a move ends tells the stage' "$(because 11:00 sla_cancelled)" \
  '[{stage:a},{rule:stay/within 2 days otherwise,line:28}]'
is 'an event without members tells its name alone' "$(because 12:30 sla_met)" \
  '[{event:called},{rule:answer/within 2 hours,line:20}]'
is 'of several together how many they were' "$(because 12:40 sla_met)" \
  '[{event:called,events:2},{rule:stay/within 2 days otherwise,line:28}]'
"$MOPSC" explain c.mops --events c.jsonl --lead a@x.io | grep -E '^  .* (b -> a on|is (met|cancelled) by)' | cut -c 31- > told
is 'explain says what it was' "$(cat told)" \
  'b -> a on rejected, reason no_budget (line 13) because reason != bad_timing [it was no_budget]
answer is met by rejected, reason no_budget, after 1 hour
stay is cancelled by the move to a
answer is met by called, after 30 minutes
stay is met by 2 called, after 40 minutes'
tap_done
