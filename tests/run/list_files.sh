#!/bin/sh
# What is wrong in the file of a list is told with file and line.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'END'
agreement "A" { timezone "Etc/UTC" }
enum size { small, middle, large }
lead { email: email key, title: text, size: size, n: int 0..100, signed: date }
list hosts:  domain from "hosts.txt"
list titles: text from "titles.txt"
list sizes:  size from "sizes.txt"
list counts: int from "counts.txt"
list days:   date from "days.txt"
define a = email.domain in hosts or title in titles or size in sizes or n in counts or signed in days
event visit
score s { +1 "Listed" when a }
test "ranges of a file" {
  lead { email: "jo@x.io", n: 25 }
  2026-10-05 10:00  visit
  expect s = 1
}
test "their ends" {
  lead { email: "jo@x.io", n: 30, size: large }
  2026-10-05 10:00  visit
  expect s = 1
}
test "beyond them" {
  lead { email: "jo@x.io", n: 31, size: small, signed: 2026-03-01 }
  2026-10-05 10:00  visit
  expect s = 0
}
END

# What is said of a file, a line each: the code, the file and line, the title.
said() {
  "$MOPSC" check --format json "$SCRATCH/a.mops" |
    sed 's/.*"code":"\([^"]*\)".*"title":"\([^"]*\)","file":"[^"]*\/\([^/"]*\)","line":\([0-9]*\),.*/\1 \3:\4 \2/'
}

printf '\357\273\277acme.io\n' > "$SCRATCH/hosts.txt"
printf 'Head\nChief\n' > "$SCRATCH/titles.txt"
printf 'middle..large\n' > "$SCRATCH/sizes.txt"
printf '# a comment\n10\n20..30\n' > "$SCRATCH/counts.txt"
printf '2026-01-01..2026-02-28\n' > "$SCRATCH/days.txt"
is 'ranges stand in files too, and a mark before the first line is none of it' "$(said)" ''
ok 'they are looked for' "$MOPSC" test "$SCRATCH/a.mops"

printf 'acme.io\nhot..mail.com\n' > "$SCRATCH/hosts.txt"
printf 'Head\nCh\351f\n' > "$SCRATCH/titles.txt"
printf 'large..middle\n' > "$SCRATCH/sizes.txt"
printf '10\n20..many\n' > "$SCRATCH/counts.txt"
printf '2026-01-01\n' > "$SCRATCH/days.txt"
is 'what is wrong in a line is told there' "$(said)" "E0309 hosts.txt:2 a domain is compared with a text that has two dots in a row
E0118 titles.txt:2 these bytes are not UTF-8 text
E0311 sizes.txt:1 the range is backwards
E0306 counts.txt:2 a list of numbers has one on each line"

printf 'acme.io\n' > "$SCRATCH/hosts.txt"
printf 'Chief\nHead..VP\n' > "$SCRATCH/titles.txt"
printf 'large\n' > "$SCRATCH/sizes.txt"
printf '10\n' > "$SCRATCH/counts.txt"
printf '2026-01-01\n' > "$SCRATCH/days.txt"
is 'a range of texts is a text, with a warning' "$(said)" "W0810 titles.txt:2 a range of texts is none"

cat > "$SCRATCH/a.mops" <<'END'
agreement "A" { timezone "Etc/UTC" }
lead { email: email key }
calendar office {
  open mon..fri 09:00..17:00
  closed from "closed.txt"
}
END
printf '\357\273\277# Feiertage\r\n2026-12-25 Christmas Day\r\n2026-12-28..2026-12-31;Year end\r\n\r\n2027-01-01\r\n' > "$SCRATCH/closed.txt"
is 'closed days stand one on each line' "$(said)" ''
printf '2026-12-25 Christmas Day\nChristmas 2026\n2026-02-30 None\n2026-12-31..2026-12-28 Backwards\n2026-12-26x\n' > "$SCRATCH/closed.txt"
is 'what is no closed day is told there' "$(said)" 'E0907 closed.txt:2 a file of closed days has one on each line
E0907 closed.txt:3 a file of closed days has one on each line
E0907 closed.txt:4 a file of closed days has one on each line
E0907 closed.txt:5 a file of closed days has one on each line'
lua5.4 -e 'for day = 12000, 32009 do print(os.date("!%Y-%m-%d", day * 86400)) end' > "$SCRATCH/closed.txt"
is 'too many of them are told once' "$(said)" 'E0416 closed.txt:20001 a calendar has at most 20,000 days with hours of their own'
tap_done
