# Each bound of spec/4-meaning.md, Bounds: at it an agreement is accepted, beyond it refused.
. tests/lib/tap.sh

# The codes of the mistakes in an agreement of a lead, two events and what stands in $1.
mistakes() {
  {
    echo 'agreement "Bounds" { timezone "Etc/UTC" }'
    [ "$2" ] || echo 'lead { email: email key, n: int, flag: flag }'
    echo 'event a { f: int }'
    echo 'event b'
    printf '%s\n' "$1"
  } > "$SCRATCH/a.mops"
  "$MOPSC" check --format json "$SCRATCH/a.mops" | sed -n 's/.*"code":"\(E[0-9]*\)".*/\1/p' | sort -u | tr '\n' ' '
}
bound() { # WHAT AT-IT CODE BEYOND-IT [the lead is declared in both]
  is "$1: at the bound" "$(mistakes "$2" "$5")" ''
  is "$1: beyond it" "$(mistakes "$4" "$5")" "$3 "
}
score() { printf 'score s {\n%s\n}\n' "$1"; }
numbered() { # COUNT FORMAT: lines with the numbers from 1 on
  seq 1 "$1" | sed "s/.*/$2/; s/@/&/" | awk '{ gsub("@", NR); print }'
}
repeated() { # COUNT TEXT
  awk -v n="$1" -v t="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'
}

# ---- how many there may be
stages() {
  printf 'lifecycle {\n%s\nstart at s1\n%s\n}\n' "$(numbered "$1" 'stage s@ owned by sales')" \
    "$(seq 2 "$1" | sed 's/.*/s1 -> s& on a where f = &/')"
}
bound 'stages' "$(stages 62)" E0609 "$(stages 63)"
bound 'scores' "$(numbered 64 'score s@ { +1 "x" on a }')" E0416 "$(numbered 65 'score s@ { +1 "x" on a }')"
fields() { printf 'lead {\nemail: email key\n%s\n}\n' "$(numbered "$1" 'f@: int')"; }
bound 'fields of a lead' "$(fields 4095)" E0416 "$(fields 4096)" own
inputs() { # COUNT: a table of so many inputs
  printf 'table t(%s) -> int {\n%s => 1\n}\n' "$(numbered "$1" 'i@: int' | paste -sd,)" \
    "$(numbered "$1" '@' | paste -sd,)"
}
bound 'inputs of a table' "$(inputs 16)" E0322 "$(inputs 17)"
rows() { printf 'table t(n) -> int {\n%s\n}\n' "$(numbered "$1" '@ => 1')"; }
bound 'rows of a table' "$(rows 10000)" E0322 "$(rows 10001)"
first() { score "$(printf 'group "g" first {\n%s\n}' "$(numbered "$1" '+1 "r@" when n = @')")"; }
bound 'rules of a group `first`' "$(first 256)" E0416 "$(first 257)"

# ---- what is counted
bound '`at most N`' "$(score '+1 "x" on a at most 10000')" E0503 "$(score '+1 "x" on a at most 10001')"
bound '`at most N per day`' "$(score '+1 "x" on a at most 10000 per day')" E0503 "$(score '+1 "x" on a at most 10001 per day')"
bound '`for each`' "$(score '+1 "x" for each 1 day since a at most 10000')" E0503 \
  "$(score '+1 "x" for each 1 day since a at most 10001')"
bound 'K of `K EVENT`, at least' "$(score '+1 "x" on 2 a')" E0510 "$(score '+1 "x" on 1 a')"
bound 'K of `K EVENT`, at most' "$(score '+1 "x" on 255 a by different f within 9 days')" E0510 "$(score '+1 "x" on 256 a')"
# More than 10,000 can't be asked for, but 10,000 instants are more than a lead has room for.
bound 'a number within a time' "$(score '+1 "x" when count(a within 9 days) >= 8000')" E0519 \
  "$(score '+1 "x" when count(a within 9 days) >= 10001')"
bound 'days within a time' "$(score '+1 "x" when days(a within 9 days) >= 8000')" E0519 \
  "$(score '+1 "x" when days(a within 9 days) >= 10001')"
is 'a number without a time has none' "$(mistakes "$(score '+1 "x" when count(a) >= 1_000_000')")" ''

# ---- a lead's memory: 8,192 slots of 8 bytes. Six are every lead's, and few more are taken here.
bound 'memory, by a window' "$(score '+1 "x" on a at most 8100 per 7 days')" E0416 "$(score '+1 "x" on a at most 8192 per 7 days')"
bound 'memory, by a number within a time' "$(score '+1 "x" when count(a within 9 days) >= 8100')" E0416 \
  "$(score '+1 "x" when count(a within 9 days) >= 8192')"
bound 'memory, by live awards' "$(score '+1 "x" on a at most 8100 expires after 1 day')" E0416 \
  "$(score '+1 "x" on a at most 8192 expires after 1 day')"

# What takes most is named, the largest first, with its bytes and its place; what takes little is not.
mistakes "$(score '+1 "One"   when count(b within 90 days) >= 500
+1 "Two"   when count(a within 90 days) >= 9000
+1 "Three" on a at most 100 per 30 days
+1 "Four"  on 255 a by different f within 9 days')" > "$SCRATCH/codes"
is 'the largest are named' "$("$MOPSC" check "$SCRATCH/a.mops" | sed -n 's/.*[-^] takes/takes/p; s/.*\(a.mops:[0-9]*\):.*/\1/p; s/.*= help: //p')" \
'a.mops:7
takes 72000 bytes of each lead, for 9000 instants
takes 4064 bytes of each lead, for 508 instants and values
takes 4000 bytes of each lead, for 500 instants
compare it with a smaller number, or count without `within`'

# ---- numbers, lengths, numbered
bound 'points' "$(score '+1_000_000 "x" on a')" E0506 "$(score '+1_000_000.0001 "x" on a')"
bound 'decimals of points' "$(score '+0.0001 "x" on a')" E0506 "$(score '+0.00001 "x" on a')"
bound 'keep' "$(score '+1 "x" on a
keep at most 1_000_000')" E0506 "$(score '+1 "x" on a
keep at most 1_000_001')"
bound 'whole numbers' 'event c { g: int 0..1_000_000_000_000 }' E0316 'event c { g: int 0..1_000_000_000_001 }'
bound 'texts' 'event c { g: text up to 4096 }' E0316 'event c { g: text up to 4097 }'
bound 'a duration of a field' 'lead { email: email key, l: duration ..10_000_000 days }' E0313 \
  'lead { email: email key, l: duration ..10_000_001 days }' own
bound 'numbered' "$(score '+1 "x" when since(a) > 10_000_000 days')" E0313 "$(score '+1 "x" when since(a) > 10_000_001 days')"
# 100 points in steps of 0.01 are 10,000 steps; of 0.0099 they are 10,102.
bound 'steps of a decay' "$(score '+100 "x" on a
decay 0.01 every 1 day')" E0511 "$(score '+100 "x" on a
decay 0.0099 every 1 day')"
bound 'steps of ageing' "$(score '+1 "x" on a once fades over 10000 days')" E0511 \
  "$(score '+1 "x" on a once fades over 10001 days')"
# 10^12 squared is 10^24, beyond 4 * 10^18.
bound 'results' 'define d = n * 4_000_000' E0307 'define d = n * 4_000_001'

# ---- depth
bound 'brackets' "define d = $(repeated 64 '(')flag$(repeated 64 ')')" E0119 "define d = $(repeated 65 '(')flag$(repeated 65 ')')"
bound '`not` in a row' "define d = $(repeated 64 'not ')flag" E0119 "define d = $(repeated 65 'not ')flag"
bound 'operators' "define d = flag$(repeated 400 ' and flag')" E0119 "define d = flag$(repeated 401 ' and flag')"
# Definitions d1, d2 …, each of 70 tests and the one before it.
deep() {
  echo 'define d0 = flag'
  seq "$1" | awk '{ printf "define d%d = d%d", $1, $1 - 1; for (i = 0; i < 70; i++) printf " and n != %d", 7 * i + $1; print "" }'
  score "+1 \"x\" when d$1"
}
bound 'large definitions of others' "$(deep 63)" E0416 "$(deep 64)"
# The first file is one of the 500.
for i in $(seq 500); do echo "define f$i = flag" > "$SCRATCH/$i.mops"; done
uses() { seq "$1" | sed 's/.*/use "&.mops"/'; }
bound 'files' "$(uses 499)" E0217 "$(uses 500)"

# ---- who gets a lead
bound 'calendars' "$(numbered 256 'calendar c@ { open always }')" E0416 "$(numbered 257 'calendar c@ { open always }')"
hours() { # COUNT: a day with so many ranges of half an hour
  seq 0 "$(($1 - 1))" | awk '{ m = $1 * 50; printf "%s%02d:%02d..%02d:%02d", (NR > 1 ? ", " : ""), m / 60, m % 60, (m + 30) / 60, (m + 30) % 60 }'
}
bound 'ranges of hours in a day' "calendar c {
open mon $(hours 24)
}" E0416 "calendar c {
open mon $(hours 25)
}"
# From 2000-01-01 on, the 20,000th day is 2054-10-03.
closed() { printf 'calendar c {\nopen always\n%s\n}\n' "$1"; }
bound 'days with hours of their own' "$(closed 'closed 2000-01-01..2054-10-03')" E0416 "$(closed 'closed 2000-01-01..2054-10-04')"
bound 'days with hours of their own, in several lines' "$(closed 'closed 2000-01-01..2054-10-02
closed 2060-01-01')" E0416 "$(closed 'closed 2000-01-01..2054-10-03
closed 2060-01-01')"
reps() { numbered "$1" 'rep r@'; }
bound 'reps and queues' "$(reps 9999)
queue q" E0416 "$(reps 10000)
queue q"
members() { printf '%s\npool p { %s } in order\n' "$(reps "$1")" "$(seq "$1" | sed 's/^/r/' | paste -sd,)"; }
bound 'members of a pool' "$(members 1000)" E0416 "$(members 1001)"
pool() { printf 'rep r\npool p { r %s } round robin %s\n' "$1" "$2"; }
bound 'weights, at least' "$(pool 'weight 1')" E0913 "$(pool 'weight 0')"
bound 'weights, at most' "$(pool 'weight 1000')" E0913 "$(pool 'weight 1001')"
bound 'a cap of the day, at least' "$(pool '' 'at most 1 each per day')" E0913 "$(pool '' 'at most 0 each per day')"
bound 'a cap of the day, at most' "$(pool '' 'at most 10000 each per day')" E0913 "$(pool '' 'at most 10001 each per day')"
staged() { printf 'lifecycle {\nstage s owned by sales\nstart at s\n}\n%s\n' "$(pool "$1" "at most $2 each in [s]")"; }
bound 'a cap in stages' "$(staged '' 10000)" E0913 "$(staged '' 10001)"
bound 'a cap of a member' "$(staged 'at most 10000' 5)" E0913 "$(staged 'at most 10001' 5)"

# Of 33 absences that are not over the last is set aside; once one is over, there is room again.
mistakes 'rep r' > "$SCRATCH/codes"
absence() { # AT UNTIL
  printf '{"at":"%s","type":"rep_away","rep":"r","until":"%s"}\n' "$1" "$2"
}
{
  for i in $(seq 10 41); do absence "2026-01-01T00:00:${i}Z" "2026-03-01T00:00:${i}Z"; done
  absence 2026-01-02T00:00:00Z 2026-04-01T00:00:00Z
  absence 2026-03-01T00:00:10Z 2026-04-01T00:00:00Z
  absence 2026-03-01T00:00:10Z 2026-04-02T00:00:00Z
} > "$SCRATCH/roster.jsonl"
"$MOPSC" run "$SCRATCH/a.mops" --events "$SCRATCH/roster.jsonl" --out /dev/null --rejects "$SCRATCH/rejects.jsonl" 2> /dev/null
is 'absences that are not over' "$(sed 's/.*"line":\([0-9]*\),.*"problem":"\([^"]*\)".*/\1 \2/' "$SCRATCH/rejects.jsonl")" \
'33 the rep has 32 absences already that are not over
35 the rep has 32 absences already that are not over'

# ---- what each construct takes of a lead: slots beyond the 6 that every lead has
takes() { # WHAT SLOTS DECLARATIONS
  is "$1 takes" "$(mistakes "$3" && "$MOPSC" check --cost --format json "$SCRATCH/a.mops" |
    sed -n 's/^{"cost".*"bytes":\([0-9]*\)}$/\1/p')" $((8 * (6 + $2)))
}
takes 'nothing' 0 ''
takes 'an owner' 3 'rep r'
takes 'a rule on events' $((4 + 2)) "$(score '+1 "x" on a')"
takes '`keep`' $((4 + 2 + 1)) "$(score '+1 "x" on a
keep at least 0')"
takes 'a decay' $((4 + 2 + 1)) "$(score '+1 "x" on a
decay 1% every 1 day')"
takes 'a decay with pauses, a fact' $((4 + 2 + 1 + 3 + 1)) "$(score '+1 "x" on a
decay 1% every 1 day paused while n > 3')"
takes 'a decay `without`' $((4 + 2 + 1 + 1)) "$(score '+1 "x" on a
decay 1% every 1 day without b')"
takes '`at most 5`' $((4 + 2)) "$(score '+1 "x" on a at most 5')"
takes '`at most 5 per 7 days`' $((4 + 2 + 5)) "$(score '+1 "x" on a at most 5 per 7 days')"
takes '`at most 5 per day`' $((4 + 2 + 1)) "$(score '+1 "x" on a at most 5 per day')"
takes 'ageing' $((4 + 2 + 2 + 5)) "$(score '+1 "x" on a at most 5 expires after 7 days')"
# In a life of 7 days lie three numbered 2 days, and a beginning: 4 numbered 5 awards.
takes 'ageing with a window' $((4 + 2 + 5 + 2 + 20)) "$(score '+1 "x" on a at most 5 per 2 days expires after 7 days')"
takes 'a fact rule' $((4 + 1 + 1)) "$(score '+1 "x" when n > 3')"
takes '`since`' $((4 + 1 + 1)) "$(score '+1 "x" when since(a) > 3 days')"
takes '`for each`' $((4 + 1)) "$(score '+1 "x" for each 1 day since a at most 9')"
takes 'a group' $((4 + 2 + 1 + 1)) "$(score 'group "g" at most 5 {
+1 "x" on a
}')"
takes '`5 a`' $((4 + 2 + 1)) "$(score '+1 "x" on 5 a')"
takes '`5 a within 9 days`' $((4 + 2 + 1 + 4)) "$(score '+1 "x" on 5 a within 9 days')"
takes '`5 a by different f within 9 days`' $((4 + 2 + 1 + 4 + 4)) "$(score '+1 "x" on 5 a by different f within 9 days')"
takes '`count`' $((4 + 1 + 1)) "$(score '+1 "x" when count(a) >= 3')"
takes '`days`' $((4 + 1 + 2)) "$(score '+1 "x" when days(a) >= 3')"
takes '`last`' $((4 + 1 + 2)) "$(score '+1 "x" when last(a).f = 3')"
# And when it matters next: 1, and 1 for the 16 of which it is one.
takes '`count` within a time' $((4 + 1 + 1 + 3 + 2)) "$(score '+1 "x" when count(a within 2 days) >= 3')"
takes '`count` beyond a number' $((4 + 1 + 1 + 4 + 2)) "$(score '+1 "x" when count(a within 2 days) > 3')"
takes 'a score that is compared' $((4 + 2 + 4 + 1 + 1)) "$(score '+1 "x" on a')
score u { +1 \"y\" when s > 3 }"
takes '`becoming`' $((1 + 1 + 4 + 2)) "define h = n > 3
$(score '+1 "x" on becoming h')"
tap_done
