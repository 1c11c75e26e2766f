# mopsc disasm: what has a name is told by it.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'EOF'
agreement "Test" { timezone "UTC" }
enum plan { free, team }
lead { email: email key
  plan: plan required
  title: text
  size: int default 3
  large: flag = size > 10
}
event demo
event mail passive
score s {
  +1 "Demo"   on demo at most 2 per week at most 3 per 5 days
  +2 "Entry"  on entering known
  +3 "Streak" on 2 mail in a row broken by demo
  +4 "Large"  when large and (title starts "VP" or email.domain = "x.io")
  +5 "Late"   for each 2 days since demo at most 3
  decay 1 every 7 days
}
lifecycle {
  stage known owned by marketing
  stage mql   owned by marketing
  stage won   owned by sales  final
  start at known
  known -> mql when s >= 10 for 2 days
  known, mql -> won on demo where s >= 20
}
define icp = plan = team
EOF
"$MOPSC" build "$SCRATCH/a.mops" -o "$SCRATCH/a.mopsb"
"$MOPSC" disasm "$SCRATCH/a.mopsb" > "$SCRATCH/list"
is 'it lists the image' $? 0

# What a field of a section's rows says, each once.
says() { # SECTION FIELD WORDS
  found=$(sed -n "/^$1 (/,/^\$/s/.*  $2 \([A-Za-z0-9_-]*\|{[^}]*}\)\(  .*\|\)\$/\1/p" "$SCRATCH/list" | LC_ALL=C sort -u | tr '\n' ' ')
  is "$1: $2" "$found" "$3 "
}
says FIELD type 'DECIMAL EMAIL ENUM FLAG INT TEXT'
says RECORD kind 'EVENT LEAD LEAD_ERASED LEAD_MERGED SCORE_SET STAGE_SET'
says FIELD flags '{DEFAULT} {DERIVED} {KEY} {REQUIRED} {}'
says READING kind 'FORWARD'
says READING part 'DOMAIN WHOLE'
says RULE kind 'ADD DECAY EACH FACT MOVE'
says LIMIT kind 'WEEK WINDOW'
says FACT_RULE depends '{FACTS}'
says TRIGGER effect 'ANCHOR BREAK MOVE RULE'
says TRIGGER from '{known, mql, won, nowhere} {}'
says TRIGGER to '{known} {}'
says MOVE from '{known, mql} {known}'
says TIMER kind 'DECAY EACH HOLD'
says TIMER stages '{known}'
says DEFINITION type 'FLAG'
says CRITERION kind 'ALL ANY TEST'
says CRITERION type 'ENUM FLAG POINTS TEXT'
tap_done
