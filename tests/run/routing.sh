# mopsc run: what is told of routes, and records of reps that are set aside.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key, n: int, team: text }
event call
rep ana
rep ben
queue desk
pool both { ana weight 2, ben } round robin
table pools(team) -> pool { "both" => both }
route inbound on call {
  to pools(team) when n >= 1
  to ana when n >= 2
  to both when n >= 3
  otherwise to desk
}
END
cat > l.jsonl <<'END'
{"email":"a@x.io","at":"2026-10-05T09:00:00Z","n":3}
END
cat > e.jsonl <<'END'
{"type":"rep_left","at":"2026-10-05T09:00:00Z","rep":"ana"}
{"type":"call","at":"2026-10-05T10:00:00Z","lead":"a@x.io"}
{"type":"rep_left","at":"2026-10-05T11:00:00Z","rep":"ben"}
{"type":"call","at":"2026-10-05T12:00:00Z","lead":"a@x.io"}
END
"$MOPSC" run a.mops --leads l.jsonl --events e.jsonl 2> summary | tr -d '"' > found
line() { sed -n "$1p" found; }
is 'a clause is followed by its tests, whoever takes the lead or not, and then by the members of its pool' "$(line 1)" \
  '{at:2026-10-05T10:00:00Z,lead:a@x.io,decision:assigned,route:inbound,pool:both,before:null,after:ben,because:[{event:call},{clause:to pools(team) when n >= 1,line:10,passed:nobody},{criterion:n >= 1,line:10,holds:true,value:3},{clause:to ana when n >= 2,line:11,owner:ana,passed:left},{criterion:n >= 2,line:11,holds:true,value:3},{clause:to both when n >= 3,line:12,pool:both,owner:ben},{criterion:n >= 3,line:12,holds:true,value:3},{member:ana,weight:2,credit:0,passed:left},{member:ben,weight:1,credit:1}]}'
is 'also where nobody is free' "$(line 2 | grep -o '{clause:to both.*')" \
  '{clause:to both when n >= 3,line:12,pool:both,passed:nobody_free},{criterion:n >= 3,line:12,holds:true,value:3},{member:ana,weight:2,credit:0,passed:left},{member:ben,weight:1,credit:0,passed:left},{clause:otherwise to desk,line:13,owner:desk}]}'

cat > e.jsonl <<'END'
{"type":"rep_away","at":"2026-10-06T10:00:00Z","rep":"ana","until":"2026-10-06T10:00:00Z"}
{"type":"rep_away","at":"2026-10-06T11:00:00Z","rep":"ana","from":"2026-10-08T00:00:00Z","until":"2026-10-07T00:00:00Z"}
END
"$MOPSC" run a.mops --leads l.jsonl --events e.jsonl --rejects r.jsonl --final f.jsonl --out /dev/null 2> summary
is 'an absence that ends before it begins is set aside' "$(grep -c 'the absence ends before it begins' r.jsonl)" 2
is 'and no time passes for it' "$(grep -o '"at":"[^"]*"' f.jsonl)" '"at":"2026-10-05T09:00:00Z"'

i=0
while [ $i -lt 33 ]; do
  echo '{"type":"rep_away","at":"2026-10-05T09:00:00Z","rep":"ana","until":"2026-10-06T00:00:00Z"}'
  i=$((i + 1))
done > e.jsonl
echo '{"type":"rep_away","at":"2026-10-06T00:00:00Z","rep":"ana","until":"2026-10-07T00:00:00Z"}' >> e.jsonl
"$MOPSC" run a.mops --leads l.jsonl --events e.jsonl --rejects r.jsonl --out /dev/null 2> summary
is 'a rep has at most 32 absences that are not over' "$(grep -o '"line":[0-9]*\|has 32 absences already' r.jsonl | tr '\n' ' ')" \
  '"line":33 has 32 absences already '

cat > b.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event echo = assigned
define again = since(echo) in 2 days..7 days
rep ana
queue desk
route r on becoming again { otherwise to desk }
END
"$MOPSC" build --tree b.mops > tree 2> said
is 'what is refused has no tree' "$? $(grep -c E0612 said) $(wc -c < tree | tr -d ' ')" '1 1 0'
tap_done
