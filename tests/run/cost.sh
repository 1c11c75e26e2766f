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
# 3 and 4; begun anew by the one move, twice for good measure; and a move that is held back waits for any step.
is 'due steps of all' "$(printf '%s\n' "$found" | sed -n 's/^{"cost".*"due_steps":\([0-9]*\).*/\1/p')" $(((3 + 4) * 3 + 3))

sed 's/keep between 0 and 10/keep at least 0/' a.mops > b.mops
"$MOPSC" check --cost b.mops > said
ok 'a decay without an upper bound has one all the same' grep -q '^ .* 10000 .*points: decay (line 8)$' said
ok 'as a table' grep -q 'points: Three (line 6)$' said
ok 'and the mistakes after it' grep -q '^no mistakes in 1 file$' said
is 'a mistake has no cost' "$(printf 'agreement "x" {' | "$MOPSC" check --cost - | grep -c 'costs at most')" 0
tap_done
