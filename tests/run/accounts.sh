#!/bin/sh
# --accounts: what leads don't say of their company, a list of companies says, by the domain.
. tests/lib/tap.sh

cat > "$SCRATCH/a.mops" <<'END'
agreement "Accounts" { timezone "UTC" }
enum industry { software as "Software", retail as "Retail trade" }
record company {
  domain:    domain
  name:      text from "Account name"
  employees: int 0..5_000_000 from "Staff"
  industry:  industry
  vip:       flag default no
}
lead { email: email key, title: text, company: company }
event visit
score fit {
  +100 "Large"    when company.employees >= 100
  +10  "Software" when company.industry = software
  +3   "Acme"     when company.name = "Acme"
  +1   "Known"    when company.domain is known
}
define staff = company.employees
define line = company.industry
define vip = company.vip
END

at() { # DAY, the rest of a lead's record
  echo "{\"at\":\"2026-01-0$1T00:00:00Z\",$2}"
}
event() { # DAY TYPE LEAD, more
  echo "{\"at\":\"2026-01-0$1T12:00:00Z\",\"type\":\"$2\",\"lead\":\"$3\"${4:+,$4}}"
}
: > "$SCRATCH/none.jsonl"
run() {
  "$MOPSC" run "$SCRATCH/a.mops" --leads "$SCRATCH/leads.jsonl" --events "$SCRATCH/events.jsonl" \
    --out "$SCRATCH/out.jsonl" --final "$SCRATCH/final.csv" "$@" 2> "$SCRATCH/said"
}
# Of each lead what it is shown, a line each: `lead: fit staff line vip`.
shown() {
  run "$@" --show staff --show line --show vip
  sed '1d; s/,2026-[^,]*,*/: /; s/,/ /g' "$SCRATCH/final.csv"
}

# ---- whose a lead is

cat > "$SCRATCH/accounts.csv" <<'END'
domain,Account name,Staff,industry,vip
acme.io,Acme,120,Software,
www.EU.Acme.io.,Acme Europe,20,Retail trade,yes
widgets.co.uk,,,retail,
END
cp "$SCRATCH/none.jsonl" "$SCRATCH/events.jsonl"
for email in jo@acme.io sub@mail.acme.io eu@eu.acme.io deep@a.b.eu.acme.io no@notacme.io Caps@ACME.IO uk@widgets.co.uk \
  other@co.uk free@gmail.com; do
  at 1 "\"email\":\"$email\""
done > "$SCRATCH/leads.jsonl"
at 1 '"email":"www@x.io","company":{"domain":"WWW.Acme.io"}' >> "$SCRATCH/leads.jsonl"
at 1 '"email":"dot@x.io","company":{"domain":"acme.io."}' >> "$SCRATCH/leads.jsonl"
at 1 '"email":"own@gmail.com","company":{"domain":"shop.eu.acme.io"}' >> "$SCRATCH/leads.jsonl"
at 1 '"email":"left@acme.io","company":{"domain":"elsewhere.com"}' >> "$SCRATCH/leads.jsonl"
at 1 '"email":"long@a.b.c.d.e.f.g.h.i.acme.io"' >> "$SCRATCH/leads.jsonl"
is 'the longest domain that the lead has, at a dot' "$(shown --accounts "$SCRATCH/accounts.csv")" 'jo@acme.io: 114 120 software no
sub@mail.acme.io: 114 120 software no
eu@eu.acme.io: 1 20 retail yes
deep@a.b.eu.acme.io: 1 20 retail yes
no@notacme.io: 0   no
caps@acme.io: 114 120 software no
uk@widgets.co.uk: 1  retail no
other@co.uk: 0   no
free@gmail.com: 0   no
www@x.io: 114 120 software no
dot@x.io: 114 120 software no
own@gmail.com: 1 20 retail yes
left@acme.io: 1   no
long@a.b.c.d.e.f.g.h.i.acme.io: 114 120 software no'
is 'and the run says how many accounts there are' "$(sed -n '/^accounts\|set aside/p' "$SCRATCH/said")" 'accounts: 3'
cp "$SCRATCH/out.jsonl" "$SCRATCH/first.jsonl"
run --accounts "$SCRATCH/accounts.csv"
ok 'the same bytes again' cmp "$SCRATCH/first.jsonl" "$SCRATCH/out.jsonl"
is 'without accounts leads know what they say' "$(shown | head -1)" 'jo@acme.io: 0   no'

cat > "$SCRATCH/accounts.jsonl" <<'END'
{"domain":"acme.io","Account name":"Acme","Staff":120,"industry":"Software","vip":null}
{"domain":"eu.acme.io","name":"Acme Europe","employees":20,"industry":"Retail trade","vip":true}

{"domain":"widgets.co.uk","industry":"retail"}
END
run --accounts "$SCRATCH/accounts.jsonl"
ok 'as JSON Lines it is the same' cmp "$SCRATCH/first.jsonl" "$SCRATCH/out.jsonl"
sed -n 1p "$SCRATCH/accounts.jsonl" > "$SCRATCH/one.jsonl"
sed 1d "$SCRATCH/accounts.jsonl" > "$SCRATCH/two.jsonl"
run --accounts "$SCRATCH/two.jsonl" --accounts "$SCRATCH/one.jsonl"
ok 'and in two files' cmp "$SCRATCH/first.jsonl" "$SCRATCH/out.jsonl"
"$MOPSC" build "$SCRATCH/a.mops" -o "$SCRATCH/a.mopsb"
"$MOPSC" run "$SCRATCH/a.mopsb" --accounts "$SCRATCH/accounts.csv" --leads "$SCRATCH/leads.jsonl" \
  --out "$SCRATCH/out.jsonl" 2> "$SCRATCH/said"
ok 'and with an image' cmp "$SCRATCH/first.jsonl" "$SCRATCH/out.jsonl"

# Free domains are those of the library, which the agreement does not use; what ends with one is free too.
printf 'domain,Staff\nco.uk,500\nmy.web.de,7\n' > "$SCRATCH/odd.csv"
for email in a@yahoo.co.uk b@mail.yahoo.co.uk c@shop.co.uk d@my.web.de e@web.de; do
  at 1 "\"email\":\"$email\""
done > "$SCRATCH/leads.jsonl"
is 'free domains belong to no account' "$(shown --accounts "$SCRATCH/odd.csv")" 'a@yahoo.co.uk: 0   no
b@mail.yahoo.co.uk: 0   no
c@shop.co.uk: 101 500  no
d@my.web.de: 1 7  no
e@web.de: 0   no'

# ---- the lead's own values

{
  at 1 '"email":"own@acme.io","company":{"employees":7,"vip":true}'
  at 1 '"email":"later@acme.io"'
  at 2 '"email":"later@acme.io","company":{"employees":7}'
  at 1 '"email":"null@acme.io","company":{"employees":7,"vip":true}'
  at 2 '"email":"null@acme.io","company":null'
  at 1 '"email":"unlisted@acme.io","company":{"industry":"Fishing"}'
  at 1 '"email":"title@acme.io"'
  at 2 '"email":"title@acme.io","title":"CEO"'
  at 1 '"email":"moves@acme.io"'
  at 2 '"email":"moves@acme.io","company":{"domain":"eu.acme.io"}'
  at 1 '"email":"leaves@acme.io"'
  at 2 '"email":"leaves@acme.io","company":{"domain":"x.io"}'
  at 1 '"email":"back@acme.io","company":{"domain":"x.io"}'
  at 2 '"email":"back@acme.io","company":{"domain":null}'
  at 1 '"email":"cleared@x.io","company":{"vip":null}'
} > "$SCRATCH/leads.jsonl"
event 3 visit event@acme.io > "$SCRATCH/events.jsonl"
event 3 visit event@x.io >> "$SCRATCH/events.jsonl"
# An account that says nothing of a field leaves it as it is: `vip` was cleared, and is not `no` again.
is 'what the lead says holds, and what it takes back the account says' "$(shown --accounts "$SCRATCH/accounts.csv")" \
  'own@acme.io: 14 7 software yes
later@acme.io: 14 7 software no
null@acme.io: 114 120 software 
unlisted@acme.io: 114 120 software no
title@acme.io: 114 120 software no
moves@acme.io: 1 20 retail yes
leaves@acme.io: 1   no
back@acme.io: 114 120 software no
cleared@x.io: 0   
event@acme.io: 114 120 software no
event@x.io: 0   no'
is 'rules react as if the record had said it' "$(grep '"leaves@acme.io"' "$SCRATCH/out.jsonl" | sed 's/.*"before"/before/; s/"criterion.*//; s/"//g')" \
'before:0,after:114,because:[{rule:fit/Large,line:13,holds:true,points:100},{
before:114,after:1,because:[{rule:fit/Large,line:13,holds:false,points:-100},{'

# CSV leads: an empty cell says nothing of a field that is no text.
cat > "$SCRATCH/leads.csv" <<'END'
at,email,Staff,company.domain,industry
2026-01-01T00:00:00Z,a@acme.io,,,
2026-01-01T00:00:00Z,b@x.io,9,acme.io,
END
run --leads "$SCRATCH/leads.csv" --accounts "$SCRATCH/accounts.csv" --show staff
is 'leads as CSV' "$(sed -n 's/^\([ab]@[^,]*\),.*,\([0-9]*\)$/\1 \2/p' "$SCRATCH/final.csv")" 'a@acme.io 120
b@x.io 9'

# ---- leads that become one, and leads that are forgotten

{
  at 1 '"email":"a@acme.io","company":{"employees":7}'
  at 1 '"email":"b@eu.acme.io","company":{"industry":"retail","vip":true}'
  at 1 '"email":"c@x.io","company":{"domain":"acme.io"}'
  at 1 '"email":"d@eu.acme.io"'
  at 1 '"email":"f@eu.acme.io"'
  at 1 '"email":"g@acme.io","company":{"employees":1}'
} > "$SCRATCH/leads.jsonl"
{
  event 2 lead_merged b@eu.acme.io '"into":"a@acme.io"'
  event 2 lead_merged d@eu.acme.io '"into":"c@x.io"'
  event 2 lead_merged f@eu.acme.io '"into":"new@acme.io"'
  event 2 lead_erased g@acme.io
  event 3 visit g@acme.io
  event 3 visit new@acme.io
} > "$SCRATCH/events.jsonl"
# a has its own 7 and b's own line and flag; what d had from its account it never said; f is acme.io's now
is 'each says what it said itself, then its account does' "$(shown --accounts "$SCRATCH/accounts.csv" | sort)" 'a@acme.io: 4 7 retail yes
c@x.io: 114 120 software no
g@acme.io: 114 120 software no
new@acme.io: 114 120 software no'

# ---- an address that is not the key

sed 's/^lead .*/lead { id: text key, mail: email, other: email, company: company }/' "$SCRATCH/a.mops" > "$SCRATCH/b.mops"
mv "$SCRATCH/b.mops" "$SCRATCH/a.mops"
{
  at 1 '"id":"1","mail":"jo@acme.io","other":"jo@eu.acme.io"'
  at 1 '"id":"2","other":"jo@acme.io"'
  at 1 '"id":"3","mail":"jo@acme.io"'
  at 2 '"id":"3","mail":"jo@eu.acme.io"'
  at 1 '"id":"4","mail":"jo@acme.io"'
  at 2 '"id":"4","mail":null'
  at 1 '"id":"5"'
  at 1 '"id":"6","mail":"jo@acme.io"'
  at 1 '"id":"jo@acme.io"'
} > "$SCRATCH/leads.jsonl"
event 3 lead_merged 6 '"into":"5"' > "$SCRATCH/events.jsonl"
is 'the first address tells it, as it is now' "$(shown --accounts "$SCRATCH/accounts.csv")" '1: 114 120 software no
2: 0   no
3: 1 20 retail yes
4: 0   no
5: 114 120 software no
jo@acme.io: 0   no'

# ---- routes

cat > "$SCRATCH/a.mops" <<'END'
agreement "Routed" { timezone "UTC" }
record company { domain: domain, owner: rep from "Account owner" }
lead { email: email key, company: company }
event demo
lifecycle {
  stage lead owned by marketing
  stage mql  owned by marketing
  start at lead
  lead -> mql on demo
}
rep ana { name "Ana Ruiz" }
rep ben { name "Ben Okoro" }
queue unrouted { owner ana }
route inbound on entering mql {
  to company.owner
  to last owner by company.domain within 30 days
  otherwise to unrouted
}
END
printf 'domain,Account owner\nacme.io,Ben Okoro\nfirst.io,Nobody here\n' > "$SCRATCH/owners.csv"
cp "$SCRATCH/none.jsonl" "$SCRATCH/leads.jsonl"
{
  event 1 demo jo@acme.io
  event 1 demo jo@sub.first.io
  event 2 assignment jo@sub.first.io '"owner":"ana"'
  event 3 demo bo@first.io
  event 3 demo x@gmail.com
} > "$SCRATCH/events.jsonl"
run --accounts "$SCRATCH/owners.csv"
is 'the account owner gets the lead, and whoever knows the account' "$(sed '1d; s/,2026-[^,]*,[a-z]*,/ /' "$SCRATCH/final.csv")" 'jo@acme.io ben
jo@sub.first.io ana
bo@first.io ana
x@gmail.com unrouted'
is 'a spelling that is not listed is counted' "$(grep unlisted "$SCRATCH/said")" \
  'unlisted spellings, taken as missing: Account owner "Nobody here" (1)'
"$MOPSC" explain "$SCRATCH/a.mops" --accounts "$SCRATCH/owners.csv" --events "$SCRATCH/events.jsonl" \
  --lead jo@acme.io > "$SCRATCH/explained"
is 'explain says what is the account’s' "$(sed -n 3p "$SCRATCH/explained")" 'from its account: company.domain, company.owner'

# ---- accounts that are set aside

cat > "$SCRATCH/bad.csv" <<'END'
Account owner,domain,tier
Ben Okoro,acme.io,1
Ana Ruiz,WWW.ACME.IO,2
Ana Ruiz,,3
Ana Ruiz,io,4
Ana Ruiz,gmail.com,5
Ana Ruiz,https://big.io/,6
Ana Ruiz,a..b.io,7
Ana Ruiz,jo@b.io,8
Ana Ruiz,a.b.c.d.e.f.g.h.i.j,9
Ana Ruiz,fine.io,10
END
event 1 demo jo@acme.io > "$SCRATCH/events.jsonl"
run --accounts "$SCRATCH/bad.csv" --rejects "$SCRATCH/rejects.jsonl"
is 'each with its line and why; the rest goes on' \
  "$(sed 's/.*"line":\([0-9]*\),"field":"\([a-z.]*\)","problem":"\(.*\)","record".*/\1 \2: \3/; s/\\//g' "$SCRATCH/rejects.jsonl" | sort -n)" \
  '3 domain: an account before this one has the same domain
4 domain: the account'"'"'s domain is missing
5 domain: expected a domain such as acme.io, found one without a dot
6 domain: people have their own mail there: it is no company'"'"'s domain
7 domain: expected a domain such as acme.io, without what a url has around it
8 domain: expected a domain such as acme.io, without what a url has around it
9 domain: expected a domain such as acme.io, found "jo@b.io"
10 domain: expected a domain with at most 8 dots, found more'
is 'they are counted' "$(grep 'accounts\|set aside\|ignored' "$SCRATCH/said" | sed 's/, written.*//')" 'accounts: 2
set aside: 8 records
fields ignored: tier (10)'
run --accounts "$SCRATCH/bad.csv" --strict
is '--strict stops at the first' "$? $(grep -c bad.csv: "$SCRATCH/said")" '1 1'
printf '{"Account owner":"ana"}\n{"domain":7}\n{"domain":"x.io","domain":"y.io"}\nno JSON\n' > "$SCRATCH/bad.jsonl"
run --accounts "$SCRATCH/bad.jsonl" --rejects "$SCRATCH/rejects.jsonl"
is 'of JSON Lines too' "$(wc -l < "$SCRATCH/rejects.jsonl") $(grep -c '"line":[1-4],' "$SCRATCH/rejects.jsonl")" '4 4'
printf 'Website,owner\nacme.io,ana\n' > "$SCRATCH/bad.csv"
run --accounts "$SCRATCH/bad.csv"
is 'a CSV file without domains is refused as a whole' "$? $(sed "s|$SCRATCH/||" "$SCRATCH/said" | head -1)" \
  '3 mopsc: bad.csv: the header has no column domain, which tells accounts apart; did you mean "Website"?'

# ---- agreements that have no place for them

shape() { # the lead's fields
  printf 'agreement "A" { timezone "UTC" }\nrecord company { domain: domain, n: int }\n%s\n' "$1" > "$SCRATCH/a.mops"
  run --accounts "$SCRATCH/owners.csv"
  echo "$? $(head -1 "$SCRATCH/said")"
}
none='2 mopsc run: --accounts needs a field of the lead that accounts fill, a record with a domain, such as `record company { domain: domain }`'
is 'no record' "$(shape 'lead { email: email key, site: domain }')" "$none"
is 'one without a domain' "$(shape 'record office { city: text }
lead { email: email key, office: office }')" "$none"
is 'two records' "$(shape 'lead { email: email key, company: company, partner: company }')" \
  '2 mopsc run: --accounts needs one record with a domain in the lead, and there is both company.domain and partner.domain'
is 'two domains' "$(shape 'record firm { domain: domain, site: domain }
lead { email: email key, firm: firm }')" \
  '2 mopsc run: --accounts needs one record with a domain in the lead, and there is both firm.domain and firm.site'
is 'explain says so too' "$("$MOPSC" explain "$SCRATCH/a.mops" --accounts x.csv --events "$SCRATCH/events.jsonl" --lead a@b.io 2>&1 | head -1 | cut -c 1-27)" \
  'mopsc explain: --accounts n'
cp "$SCRATCH/none.jsonl" "$SCRATCH/events.jsonl"
shape 'lead { email: email key, company: company }' > "$SCRATCH/status"
is 'no rule need read it' "$(cut -c 1 "$SCRATCH/status") $(grep accounts: "$SCRATCH/said")" '0 accounts: 2'
echo domain > "$SCRATCH/nobody.csv"
run --accounts "$SCRATCH/nobody.csv"
is 'none is told, too' "$(grep accounts: "$SCRATCH/said")" 'accounts: 0'
run
is 'unless no list was given' "$(grep accounts: "$SCRATCH/said")" ''
run --accounts "$SCRATCH/nowhere.csv"
is 'a file that is not there' "$?" 3

# ---- the parties' examples with the accounts that they have named
cat > "$SCRATCH/named.mops" <<'END'
agreement "Named" { timezone "UTC" }
record account { domain: domain, tier: int 1..3, owner: rep }
lead { email: email key, account: account }
event demo
rep noor
rep tom
queue rest
route inbound on demo {
  to account.owner
  otherwise to rest
}
test "by the domain of the address, the longest" {
  lead a { email: "jo@acme.io" }
  lead b { email: "al@eu.acme.io" }
  lead c { email: "al@gmail.com" }
  2026-10-05 10:00  a: demo
  2026-10-05 10:00  b: demo
  2026-10-05 10:00  c: demo
  expect a.owner = noor, b.owner = tom, c.owner = rest, a.account.tier = 1, b.account.tier = 2
}
test "each test begins with them anew" {
  lead { email: "jo@acme.io" }
  2026-10-05 10:00  demo
  expect owner = noor
}
END
printf 'domain,tier,owner\nacme.io,1,noor\neu.acme.io,2,tom\n' > "$SCRATCH/named.csv"
is 'mopsc test knows the accounts' "$("$MOPSC" test "$SCRATCH/named.mops" --accounts "$SCRATCH/named.csv" 2>&1 | tail -1)" '2 passed, 0 failed'
is 'and without them nobody has an owner' "$("$MOPSC" test "$SCRATCH/named.mops" | tail -1)" '0 passed, 2 failed'
printf 'domain,tier,owner\nacme.io,1,noor\ngmail.com,1,tom\neu.acme.io,7,tom\n' > "$SCRATCH/bad.csv"
is 'a bad account is told, and fails' "$("$MOPSC" test "$SCRATCH/named.mops" --accounts "$SCRATCH/bad.csv" 2>&1 >/dev/null | sed "s,^$SCRATCH/,,")" \
  'bad.csv:3: domain: people have their own mail there: it is no company'"'"'s domain
bad.csv:4: tier: expected a whole number from 1 to 3, found "7"'
is 'its exit status' "$("$MOPSC" test "$SCRATCH/named.mops" --accounts "$SCRATCH/bad.csv" > "$SCRATCH/out" 2>&1; echo $?)" 1
is 'a list that is not there' "$("$MOPSC" test "$SCRATCH/named.mops" --accounts "$SCRATCH/none.csv" 2>&1 >/dev/null; echo $?)" \
  "mopsc: $SCRATCH/none.csv: No such file or directory
3"
printf 'agreement "T" { timezone "UTC" }\nlead { email: email key }\n' > "$SCRATCH/plain.mops"
is 'an agreement without a place for them' "$("$MOPSC" test "$SCRATCH/plain.mops" --accounts "$SCRATCH/named.csv" 2>/dev/null | tail -1; "$MOPSC" test "$SCRATCH/plain.mops" --accounts "$SCRATCH/named.csv" >/dev/null 2>&1; echo $?)" '0 passed, 0 failed
2'
tap_done
