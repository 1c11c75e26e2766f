# mopsc run and explain: standard records from files, what is decided and told, and what is set aside.
. tests/lib/tap.sh
cd "$SCRATCH" || exit 1
case $MOPSC in /*) ;; *) MOPSC=$OLDPWD/$MOPSC ;; esac

cat > a.mops <<'END'
agreement "Test" { timezone "UTC" }
lead { email: email key }
event demo
score s {
  +30 "Demo" on demo
  keep between 0 and 100
}
score fit { +5 "In mql" when stage = mql }
lifecycle {
  stage lead owned by marketing
  stage mql  owned by sales
  start at lead
  lead -> mql when s >= 50
}
END
run() { "$MOPSC" run a.mops "$@" 2> summary; }

cat > e.jsonl <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"stage_set","stage":"MQL","import":true}
{"at":"2026-10-05T11:00:00Z","lead":"a@x.io","type":"demo"}
{"at":"2026-10-05T12:00:00Z","lead":"a@x.io","type":"score_set","score":"s","value":120.5}
{"at":"2026-10-05T13:00:00Z","lead":"a@x.io","type":"stage_set","stage":"lead"}
END
is 'decisions connect, and say that it was by hand' "$(run --events e.jsonl)" '{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"stage","before":null,"after":"mql","because":[{"by_hand":"stage_set","import":true}]}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","decision":"scored","score":"fit","before":0,"after":5,"because":[{"rule":"fit/In mql","line":8,"holds":true,"points":5},{"criterion":"stage = mql","line":8,"holds":true,"value":"mql"}]}
{"at":"2026-10-05T11:00:00Z","lead":"a@x.io","decision":"scored","score":"s","before":0,"after":30,"because":[{"rule":"s/Demo","line":5,"event":"demo","points":30}]}
{"at":"2026-10-05T12:00:00Z","lead":"a@x.io","decision":"scored","score":"s","before":30,"after":100,"because":[{"by_hand":"score_set","points":90.5},{"rule":"s/keep","line":6,"points":-20.5}]}
{"at":"2026-10-05T13:00:00Z","lead":"a@x.io","decision":"stage","before":"mql","after":"lead","because":[{"by_hand":"stage_set"}]}
{"at":"2026-10-05T13:00:00Z","lead":"a@x.io","decision":"scored","score":"fit","before":5,"after":0,"because":[{"rule":"fit/In mql","line":8,"holds":false,"points":-5},{"criterion":"stage = mql","line":8,"holds":false,"value":"lead"}]}
{"at":"2026-10-05T13:00:00Z","lead":"a@x.io","decision":"stage","before":"lead","after":"mql","because":[{"rule":"lifecycle/lead -> mql","line":13},{"criterion":"s >= 50","line":13,"holds":true,"value":100}]}
{"at":"2026-10-05T13:00:00Z","lead":"a@x.io","decision":"scored","score":"fit","before":0,"after":5,"because":[{"rule":"fit/In mql","line":8,"holds":true,"points":5},{"criterion":"stage = mql","line":8,"holds":true,"value":"mql"}]}'

cat > e.csv <<'END'
at,lead,type,stage,import,score,value
2026-10-05T10:00:00Z,a@x.io,stage_set,mql,yes,,
2026-10-05T11:00:00Z,a@x.io,demo,,,,
2026-10-05T12:00:00Z,a@x.io,score_set,,,s,120.5
2026-10-05T13:00:00Z,a@x.io,stage_set,lead,,,
END
run --events e.jsonl > json
is 'the same from CSV' "$(run --events e.csv | diff json - && echo same)" same

cat > bad.jsonl <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"stage_set","stage":"won"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"stage_set"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"stage_set","stage":"mql","import":"maybe"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"score_set","score":"t","value":1}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"score_set","score":"s","value":1000000.5}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"score_set","score":"s"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"score_set","score":"s","value":null}
END
run --events bad.jsonl --rejects rejects.jsonl --out /dev/null
is 'what is set aside' "$(sed 's/.*"field":\(.*\),"problem":"\(.*\)","record".*/\1 \2/' rejects.jsonl)" '"stage" expected a text, one of lead or mql, found \"won\"
"stage" required field stage is not there
"import" expected yes or no (or true, false, 1, 0), found \"maybe\"
"score" expected a text, one of s or fit, found \"t\"
"value" expected a number from -1,000,000 to 1,000,000, found 1000000.5
"value" required field value is not there
"value" required field value is not there'

"$MOPSC" explain a.mops --lead a@x.io --events e.jsonl > explained
is 'explain tells what was given by hand' "$(sed -n '/^s is/,/^$/p' explained)" 's is 100
      +100  by hand, last set 2026-10-05 12:00:00 +00:00
         0  Demo: has not fired since 2026-10-05 12:00:00 +00:00; would add 0  (line 5)'
is 'and the history' "$(grep -A 3 '^What happened to it' explained)" 'What happened to it
  2026-10-05 10:00:00 +00:00  appears as mql by an import
  2026-10-05 13:00:00 +00:00  mql -> lead by hand
  2026-10-05 13:00:00 +00:00  lead -> mql (line 13) because s >= 50 [it was 100]'

# ---- merged and erased leads
cat > m.csv <<'END'
at,lead,type,into
2026-10-05T10:00:00Z,a@x.io,demo,
2026-10-05T10:00:00Z,b@x.io,demo,
2026-10-05T11:00:00Z,A@x.io,lead_merged,B@x.io
2026-10-05T12:00:00Z,a@x.io,demo,
2026-10-05T13:00:00Z,b@x.io,lead_merged,c@x.io
END
is 'the decisions of the survivor' "$(run --events m.csv | sed -n '/11:00\|12:00:00Z.*scored.*"s"\|13:00/p')" '{"at":"2026-10-05T11:00:00Z","lead":"b@x.io","decision":"merged","from":"a@x.io","because":[]}
{"at":"2026-10-05T11:00:00Z","lead":"b@x.io","decision":"scored","score":"s","before":30,"after":60,"because":[{"by_hand":"lead_merged","points":30}]}
{"at":"2026-10-05T11:00:00Z","lead":"b@x.io","decision":"stage","before":"lead","after":"mql","because":[{"rule":"lifecycle/lead -> mql","line":13},{"criterion":"s >= 50","line":13,"holds":true,"value":60}]}
{"at":"2026-10-05T11:00:00Z","lead":"b@x.io","decision":"scored","score":"fit","before":0,"after":5,"because":[{"rule":"fit/In mql","line":8,"holds":true,"points":5},{"criterion":"stage = mql","line":8,"holds":true,"value":"mql"}]}
{"at":"2026-10-05T12:00:00Z","lead":"b@x.io","decision":"scored","score":"s","before":60,"after":90,"because":[{"rule":"s/Demo","line":5,"event":"demo","points":30}]}
{"at":"2026-10-05T13:00:00Z","lead":"c@x.io","decision":"merged","from":"b@x.io","because":[]}'
run --events m.csv --out m-out.csv --final m-final.jsonl
is 'as CSV' "$(grep ,merged, m-out.csv)" '2026-10-05T11:00:00Z,b@x.io,merged,a@x.io,,,,,[]
2026-10-05T13:00:00Z,c@x.io,merged,b@x.io,,,,,[]'
is 'one lead is left' "$(cut -c 1-45 m-final.jsonl)" '{"lead":"c@x.io","at":"2026-10-05T13:00:00Z",'
is 'and told' "$(sed -n '1s/,.*//p; /merged/p' summary)" '1 lead
leads merged: 2'
"$MOPSC" explain a.mops --lead a@x.io --events m.csv > explained
is 'explain of a key that was merged explains the survivor' "$(sed -n '1,4p; /^What happened/,/^$/p' explained)" 'a@x.io was merged into c@x.io, which is explained here.

c@x.io: mql, owned by sales, since 2026-10-05 11:00:00 +00:00
as of 2026-10-05 13:00:00 +00:00
What happened to it
  2026-10-05 13:00:00 +00:00  b@x.io was merged into it'

cat > bad.jsonl <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":""}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":null}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":12}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":"nobody"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":{"lead":"b@x.io"}}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":"A@X.io"}
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"lead_merged","into":"b@x.io"}
{"at":"2026-10-05T10:00:00Z","lead":"b@x.io","type":"lead_merged","into":"a@x.io"}
END
run --events bad.jsonl --rejects rejects.jsonl --out /dev/null
is 'what is set aside of merging' "$(sed 's/.*"field":\(.*\),"problem":"\(.*\)","record".*/\1 \2/' rejects.jsonl)" '"into" required field into is not there
"into" expected an e-mail address, found \"\"
"into" required field into is not there
"into" expected a text in quotes, found 12
"into" expected an e-mail address, found \"nobody\"
"into" expected an email address, found an object
null both keys mean one lead already
null both keys mean one lead already'

cat > g.jsonl <<'END'
{"at":"2026-10-05T10:00:00Z","lead":"a@x.io","type":"demo"}
{"at":"2026-10-05T10:00:00Z","lead":"b@x.io","type":"demo"}
{"at":"2026-10-05T11:00:00Z","lead":"a@x.io","type":"lead_erased"}
{"at":"2026-10-05T11:00:00Z","lead":"nobody@x.io","type":"lead_erased"}
END
is 'nothing is written about an erased lead' "$(run --events g.jsonl --at 2027-01-01T00:00:00Z | grep -c '11:00:00\|2027')" 0
run --events g.jsonl --out /dev/null --final final.jsonl
is 'nor about what it came to' "$(cut -c 1-16 final.jsonl)" '{"lead":"b@x.io"'
is 'it is counted' "$(grep erased summary)" 'leads erased: 2'

echo '{"at":"2026-10-05T12:00:00Z","lead":"a@x.io","type":"demo"}' >> g.jsonl
"$MOPSC" explain a.mops --lead a@x.io --events g.jsonl > explained
is 'nor is its history told of a lead with the same key' "$(grep -c 'appears as' explained) $(grep -c 10:00:00 explained)" '1 0'

tap_done
