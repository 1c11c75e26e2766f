# The page of `mopsc report` in a browser: what page.mjs checks, about a month of random leads and about one whose names
# try to break out of the page.
. tests/lib/tap.sh

NODE_MODULES=${NODE_MODULES:-$(ls -d "$PWD"/build/npm/report-*/node_modules 2> /dev/null | tail -n 1)}
if ! command -v chromium > /dev/null || [ ! -d "$NODE_MODULES" ]; then
  echo '1..0 # SKIP the page of a report: no chromium or no playwright-core, which make test installs'
  exit 0
fi
decisions=$(lua5.4 tests/report/month.lua "$SCRATCH" 7 400)
"$MOPSC" report tests/report/month.mops --decisions "$decisions" --from 2026-10-01 --to 2026-10-31 \
  --html "$SCRATCH/month.html" --json "$SCRATCH/month.json" > /dev/null

cat > "$SCRATCH/hostile.mops" <<'END'
agreement "</title><script>alert(1)</script>&amp;" { timezone "UTC" }
lead { email: email key }
event demo
lifecycle {
  stage new owned by marketing "</script><!-- <b>"
  stage mql owned by sales  "A very long title for a stage, so that nothing of it fits on a phone that is 360 pixels wide"
  start at new
  new -> mql on demo
}
END
cat > "$SCRATCH/hostile.jsonl" <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"stage","before":null,"after":"new","because":[]}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"stage","before":"new","after":"<img src=x onerror=alert(2)>","because":[]}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"sla_started","sla":"</script>\"'","owner":"<b>","after":"open","because":[{"event":"<i>","with":{"</td>":"&lt;"}}]}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"assigned","before":null,"after":"averyveryverylongnameofarepwithoutanyblanksinwhichitcouldbreak","because":[]}
END
"$MOPSC" report "$SCRATCH/hostile.mops" --decisions "$SCRATCH/hostile.jsonl" --html "$SCRATCH/hostile.html" \
  --json "$SCRATCH/hostile.json" > /dev/null 2>&1
node tests/report/page.mjs "$NODE_MODULES" "$SCRATCH" month hostile
