# A month at Northwind, from nothing to one screen. `make demo` calls it from the top of the tree:
#
#   sh examples/northwind/demo.sh BUILD

set -e
build=$1
here=examples/northwind
out=$build/northwind
mkdir -p "$out"
lua5.4 $here/generate.lua "$out"
"$build/mopsc" run $here/northwind.mops --leads "$out/leads.jsonl" --events "$out/events.jsonl" \
  --roster "$out/roster.jsonl" --at 2026-11-01T04:00:00Z --out "$out/decisions.jsonl" \
  --final "$out/final.jsonl" --rejects "$out/rejects.jsonl" 2> "$out/summary.txt" ||
  { cat "$out/summary.txt" >&2; exit 1; }
"$build/mopsc" report $here/northwind.mops --decisions "$out/decisions.jsonl"
"$build/mopsc" report $here/northwind.mops --decisions "$out/decisions.jsonl" --html "$out/report.html" > /dev/null
echo
echo "The same with charts: $out/report.html. Why did this lead go to Ana, and why was she late?"
echo "  $build/mopsc explain $here/northwind.mops --leads $out/leads.jsonl --events $out/events.jsonl \\"
echo "    --roster $out/roster.jsonl --at 2026-11-01T04:00:00Z --lead ben.marsh@acme.example"
