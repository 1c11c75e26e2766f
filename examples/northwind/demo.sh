# A month at Northwind, from nothing to one screen. `make demo` calls it from the top of the tree:
#
#   sh examples/northwind/demo.sh BUILD

set -e
build=$1
here=examples/northwind
out=$build/northwind
mkdir -p "$out"
lua5.4 $here/generate.lua "$out"
"$build/mopsc" run $here/northwind.mops --leads "$out/leads.jsonl" --events "$out/events.jsonl" --roster "$out/roster.jsonl" \
  --at 2026-11-01T04:00:00Z --out "$out/decisions.jsonl" --final "$out/final.jsonl" \
  --rejects "$out/rejects.jsonl" 2> "$out/summary.txt" || { cat "$out/summary.txt" >&2; exit 1; }
lua5.4 $here/month.lua "$out/decisions.jsonl" "$out/final.jsonl"
echo
echo "Try next: $build/mopsc explain $here/northwind.mops --leads $out/leads.jsonl \\"
echo "  --events $out/events.jsonl --roster $out/roster.jsonl --at 2026-11-01T04:00:00Z --lead ben.marsh@acme.example"
