#!/bin/sh
# The hash of the meaning: comments, line breaks and labels of tests do not change it; a point does.
. tests/lib/tap.sh
meaning() { "$MOPSC" build "$1" -o "$SCRATCH/i.mopsb" && "$MOPSC" disasm "$SCRATCH/i.mopsb" | sed -n 's/.*meaning *\([0-9a-f]*\).*/\1/p' | head -n 1; }
cat > "$SCRATCH/a.mops" <<'END'
agreement "Test" { timezone "Etc/UTC" }
lead { email: email key, title: text }
event visit { path: text }
score s { +10 "Visit" on visit where path starts "/pricing" and title = "VP" at most 3 }
END
{ echo '# a comment'; sed 's/ and title/\n  and title/' "$SCRATCH/a.mops"; echo; } > "$SCRATCH/b.mops"
sed 's/+10/+11/' "$SCRATCH/a.mops" > "$SCRATCH/c.mops"
sed 's/"VP"/"VQ"/' "$SCRATCH/a.mops" > "$SCRATCH/d.mops"
first=$(meaning "$SCRATCH/a.mops")
ok 'an image has a meaning' test "${#first}" = 16
is 'comments and line breaks are not part of it' "$(meaning "$SCRATCH/b.mops")" "$first"
ok 'points are' test "$(meaning "$SCRATCH/c.mops")" != "$first"
ok 'texts are' test "$(meaning "$SCRATCH/d.mops")" != "$first"
"$MOPSC" build "$SCRATCH/a.mops" -o "$SCRATCH/1.mopsb"
"$MOPSC" build "$SCRATCH/a.mops" -o "$SCRATCH/2.mopsb"
ok 'the same source gives the same bytes' cmp "$SCRATCH/1.mopsb" "$SCRATCH/2.mopsb"
tap_done
