# The real file: decides on every lead and shows how the MQLs did. `make real` calls it:
#
#   sh examples/xeducation/real.sh BUILD DATA

build=$1
leads=$2/xeducation_leads.csv
here=examples/xeducation

if [ ! -f "$leads" ]; then
  echo "make real: there is no $leads; say where it is: make real DATA=FOLDER" >&2
  exit 1
fi
mkdir -p "$build/real"
"$build/mopsc" run $here/xeducation.mops --leads "$leads" --at 2026-01-05T00:00:00Z \
  --out "$build/real/decisions.jsonl" --final "$build/real/final.jsonl" \
  --rejects "$build/real/rejects.jsonl" || exit
lua5.4 $here/compare.lua "$build/real/final.jsonl" "$leads" | tee "$build/real/table.md"
