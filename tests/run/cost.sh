# mopsc check --cost: bounds, worked out by hand.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Cost" { timezone "UTC" }
lead { email: email key, n: int 0..10 }
event visit
score points {
  +10 "Visit" on visit  at most 3 per 7 days
  +5  "Three" when n >= 3
  -1  "Late"  for each 1 days since visit at most 4
  decay 4 every 1 days
  keep between 0 and 10
}
lifecycle {
  stage a owned by marketing
  stage b owned by marketing  final
  start at a
  a -> b when points < -1
}
END
found=$("$MOPSC" check --cost --format json a.mops)
row() { printf '%s\n' "$found" | grep -F "\"label\":\"$1\""; }

# 6 slots of every lead, the fact n, 2 of the score and 2 for what is given it by hand; the rule's count, last firing, points (for `keep`) and 3
# instants of its window; since when the fact rule holds; the instant of `visit`; the decay's own anchor.
is 'bytes of a lead' "$(printf '%s\n' "$found" | sed -n 's/^{"cost".*"bytes":\([0-9]*\)}$/\1/p')" $(((6 + 1 + 4 + 6 + 1 + 1 + 1) * 8))
is 'bytes of a rule with a window' "$(row Visit | sed 's/.*"bytes"://; s/}//')" 48
# 3 instructions, twice, the block and the rule.
is 'steps of a fact rule' "$(row Three | sed 's/.*"steps":\([0-9]*\),"due.*/\1/')" 8
# 10 points go in steps of 4: 4, 4 and 2; four steps of -1.
is 'due steps of a decay' "$(row decay | sed 's/.*"due_steps":\([0-9]*\).*/\1/')" 3
is 'due steps of for each' "$(row Late | sed 's/.*"due_steps":\([0-9]*\).*/\1/')" 4
due() { printf '%s\n' "$1" | sed -n 's/^{"cost".*"due_steps":\([0-9]*\).*/\1/p'; }
# 3 and 4, and one that settles an import: `visit` does not happen by itself.
is 'due steps of all' "$(due "$found")" 8
costs() { due "$("$MOPSC" check --cost --format json "$1")"; }

# What time turns true again and again: twenty days, with a threshold before and after each of them. The decay has 100 steps,
# and each day that comes gives it 100 more.
windows=$(for i in $(seq 1 20); do printf 'since(demo) >= %d days and since(demo) < %d days or ' $((100 * i)) $((100 * i + 1)); done)
cat > windows.mops <<END
agreement "Windows" { timezone "UTC" }
lead { email: email key }
event demo
event echo = becoming d
define d = ${windows% or }
score s {
  +100 "x" on becoming d
  decay 1 every 1 day
  keep between 0 and 100
}
score t { +1 "low" when s < 50 }
END
is 'what definitions begin anew' "$(costs windows.mops)" $((40 + 100 + 20 * 100))
# Of two days, as spec/6-image.md works it out: its rows are 24, 8 and 8 bytes, and 100 due steps of the decay.
sed 's/^define d = .*/define d = since(demo) >= 100 days and since(demo) < 101 days or since(demo) >= 200 days and since(demo) < 201 days/
     /^event echo/d' windows.mops > two.mops
found=$("$MOPSC" check --cost --format json two.mops)
is 'what is begun anew is no step of a row' "$(due "$found") $(row decay | sed 's/.*"due_steps":\([0-9]*\).*/\1/')" "$((4 + 100 + 2 * 100)) 100"
is 'what rules share is no byte of a row' "$(printf '%s\n' "$found" | sed -n 's/^{"\(rule_\)*cost".*"bytes":\([0-9]*\)}$/\2/p' | paste -sd' ')" \
  "$((24 + 8 + 8 + 48 + 2 * 32 + 8 + 8 + 8)) 24 8 8"
sed 's/on becoming d/on becoming d  at most 3/' windows.mops > limited.mops
is 'as often as its limit allows' "$(costs limited.mops)" $((40 + 100 + 3 * 100))
sed 's/on becoming d/on echo/' windows.mops > echo.mops
is 'and events that follow from them' "$(costs echo.mops)" $((40 + 100 + 20 * 100))
# The decay takes `s` below 50 once, and once more after the one award: so often `low` begins to hold and `t` rises.
sed 's/^define d = .*/define d = since(demo) >= 100 days and since(demo) < 101 days/
     $a define high = t >= 1' windows.mops > again.mops
cat >> again.mops <<'END'
score u {
  +4 "y" for each 1 day since becoming high at most 7
}
score v { +1 "u" when u > 10 }
END
is 'from one definition to the next' "$(costs again.mops)" $((2 + 100 + 100 + (1 + 2) * 7))
# Two of its three thresholds let it turn true, no step of the decay does; and each time the decay has 5 more steps.
cat > back.mops <<'END'
agreement "Back" { timezone "UTC" }
lead { email: email key }
event visit
define cold = (since(visit) >= 30 days or since(visit) in 5 days..6 days) and s > 50
score s {
  +40 "Visit" on visit
  set to 50 "Cold" on becoming cold
  decay 10 every 20 days
  keep between 0 and 100
}
score t { -1 "Low" when s < 20 }
END
is 'a definition that takes back what made it true' "$(costs back.mops)" $((3 + 10 + 2 * 5))
# A circle of stages: the decay passes 3 once. So each is entered once, and once more before that.
cat > round.mops <<'END'
agreement "Round" { timezone "UTC" }
lead { email: email key }
event visit
score s {
  +4 "Visit" on visit
  decay 1 every 1 day
  keep between 0 and 5
}
score t { +1 "New" for each 1 day since entering b at most 9 }
score v { +1 "t" when t > 3 }
lifecycle {
  stage a owned by marketing
  stage b owned by marketing
  start at a
  a -> b when s < 3
  b -> a when s >= 3
}
END
is 'moves round and round' "$(costs round.mops)" $((1 + 5 + 9 * (1 + 2)))
# From `b` there is no way back.
grep -v 'b -> a' round.mops > once.mops
is 'a stage that no way leads back to is entered once' "$(costs once.mops)" $((1 + 5 + 9 * (1 + 1)))

# More than is looked through.
{ echo 'agreement "Many" { timezone "UTC" }'
  echo 'lead { email: email key }'
  echo 'event visit'
  for i in $(seq 1 2100); do echo "event e$i = visit"; done; } > many.mops
is 'no bound known, as JSON' "$("$MOPSC" check --cost --format json many.mops | grep -c '^{"cost".*"due_steps":null,')" 1
is 'and in words' "$("$MOPSC" check --cost many.mops | grep -c '^  Q  no bound is known ')" 1

sed 's/keep between 0 and 10/keep at least 0/' a.mops > b.mops
"$MOPSC" check --cost b.mops > said
ok 'a decay without an upper bound has one all the same' grep -q '^ .* 10000 .*points: decay (line 8)$' said
ok 'as a table' grep -q 'points: Three (line 6)$' said
ok 'and the mistakes after it' grep -q '^no mistakes in 1 file$' said
is 'a mistake has no cost' "$(printf 'agreement "x" {' | "$MOPSC" check --cost - | grep -c 'costs at most')" 0

cat > c.mops <<'END'
agreement "Cost" { timezone "UTC" }
lead { email: email key }
event visit
define low = points < 5
score points {
  +10 "Visit" on visit
  +10 "Low"   on becoming low  at most 100
  decay 5 every 1 days
  keep between 0 and 10
}
END
# 10 points go in two steps: those of the visit, and those of each of the 100 awards.
is 'due steps of a definition that turns itself' \
  "$("$MOPSC" check --cost --format json c.mops | sed -n 's/^{"cost".*"due_steps":\([0-9]*\).*/\1/p')" $((2 * 101))
tap_done
