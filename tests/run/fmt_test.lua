-- mopsc fmt: what it does with files, and what it makes of a text, worked out by hand.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local scratch = tap.scratch("fmt")
local mopsc = tap.mopsc:find("^/") and tap.mopsc or '"$OLDPWD"/' .. tap.quote(tap.mopsc)

local function path(name) return scratch .. "/" .. name end

-- In the scratch folder. Returns what goes to standard output, the exit status, and the errors.
local function fmt(arguments)
  local out, status = tap.shell(("cd %s && %s fmt %s 2>errors"):format(tap.quote(scratch), mopsc, arguments))
  return out, status, tap.read(path("errors"))
end

-- Every text goes through standard input; what comes out is formatted already.
local function formats(what, text, expected)
  tap.write(path("in.mops"), text)
  local found, status, errors = fmt("- < in.mops")
  tap.is(status .. errors .. found, "0" .. expected, what)
  tap.write(path("in.mops"), expected)
  tap.is(fmt("- < in.mops"), expected, what .. ", again")
end

-- ---- blanks ---------------------------------------------------------------------------------------

formats("nothing", "", "")
formats("blank lines alone", "\n \n\t\n", "")
formats("comments alone", "\n\n  # one  \n\n\n\n## two\t\n\t#three", "# one\n\n## two\n#three\n")
formats("a byte order mark and CRLF", "\xEF\xBB\xBFevent a\r\n# b \r\n\r\n\r\nevent c # d\r\n", "event a\n# b\n\nevent c  # d\n")
formats("lines of an old Macintosh", "event a # b\revent c\r", "event a  # b\nevent c\n")
formats("no newline at the end", "event a", "event a\n")
formats("blanks where none belong", [[
define  a=b . c+d*( e -f )/2
define b  = not  ( a )and x in[ 1 ,2,3 ] or since( activity )>=30   days
define c = x in 50 .. 500 or x in ..5 or x in 5 .. and y or x in 2 days .. 3 days
define d = - x + 5 < - 3 and min ( a,- b )= x - - 1 and a -b in - 5..- 3
define e = last  in  [ a .. b , .. 5,6.. ]
]], [[
define a = b.c + d * (e - f) / 2
define b = not (a) and x in [1, 2, 3] or since(activity) >= 30 days
define c = x in 50..500 or x in ..5 or x in 5.. and y or x in 2 days..3 days
define d = -x + 5 < -3 and min(a, -b) = x - -1 and a - b in -5..-3
define e = last in [a..b, ..5, 6..]
]])
formats("an open range, and what goes on behind it", [[
define a = count( v where n in 5 ..within 7 days )>=2
event e = 3 v where n in 5..by different m in  a  row broken by w
event f = 3 v where n in 5..in a row broken by w
]], [[
define a = count(v where n in 5.. within 7 days) >= 2
event e = 3 v where n in 5.. by different m in a row broken by w
event f = 3 v where n in 5.. in a row broken by w
]])
formats("what is quoted stays", [[
enum a { b  as   "x  #  \"y\"  ,z" ,"\\"   } # "  c   ,d"
]], [[
enum a { b as "x  #  \"y\"  ,z", "\\" }  # "  c   ,d"
]])
formats("words of several words", "score s { +1 \"x\" on 2  a in \ta   row broken by b }\ntest \"t\" {\n2026-01-05\t10:00 a\n}",
  "score s { +1 \"x\" on 2 a in a row broken by b }\ntest \"t\" {\n  2026-01-05 10:00  a\n}\n")
formats("braces", "event a {b:text}\nlead {}\nlead { }\nlifecycle{\n}\n", "event a { b: text }\nlead {}\nlead {}\nlifecycle {\n}\n")
formats("types with ranges", "lead { a :int ..5, b:int -5 .. 5, c:int 0.. default - 1 }\n",
  "lead { a: int ..5, b: int -5..5, c: int 0.. default -1 }\n")
formats("lists and grades", [[
list free_mail:domain=["gmail.com","gmx.net"]
list leading :  text = [ "Head" ,"VP" ]
list bands: int 0 ..9 from "bands.txt"
grade priority from engagement{A>=90,B>=60,otherwise C}
grade account{
top when vip or employees>=1000
 B  when employees >= 100
otherwise D
}
grade size from n {
 large>=2.5
 middle >= - 1
 otherwise small
}
]], [[
list free_mail: domain   = ["gmail.com", "gmx.net"]
list leading:   text     = ["Head", "VP"]
list bands:     int 0..9 from "bands.txt"
grade priority from engagement { A >= 90, B >= 60, otherwise C }
grade account {
  top when vip or employees >= 1000
  B   when employees >= 100
  otherwise D
}
grade size from n {
  large  >= 2.5
  middle >= -1
  otherwise small
}
]])
formats("limits stand apart, also in one line", 'score s { + 2.5 "x" on a once at most 3 per week }\n',
  'score s { +2.5 "x" on a  once  at most 3 per week }\n')

-- ---- lines ----------------------------------------------------------------------------------------

formats("blank lines", [[

event a



lead {

  email: email key



  n: int

}


]], [[
event a

lead {
  email: email key

  n: int
}
]])
formats("comments stand like the code below them", [[
   # first
lead {
# of a
a: text
      # of b, and after it

b: text
      ## at the end

# of the block
}
    # at the end
]], [[
# first
lead {
  # of a
  a: text
  # of b, and after it

  b: text
  ## at the end

  # of the block
}
# at the end
]])
formats("lines that go on", [[
define good = a
and b
  or (c
or d)
 and e in [
f,
  g
 ]
define late =
not a
enum k { a as "x",
"y",
b }
lifecycle {
x -> y when a
or b
z,
x -> w on a where b
and c,
d
}
test "t" {
lead { a: 1, b: 2,
c: { d: 3,
e: 4 } }
lead {
f: { g: 5
}
}
expect a = 1,
b = 2
and c
}
]], [[
define good = a
          and b
           or (c
               or d)
          and e in [
            f,
            g
          ]
define late =
    not a
enum k { a as "x",
             "y",
         b }
lifecycle {
  x -> y when a
           or b
  z,
      x -> w on a where b
                    and c,
      d
}
test "t" {
  lead { a: 1, b: 2,
         c: { d: 3,
              e: 4 } }
  lead {
    f: { g: 5
    }
  }
  expect a = 1,
         b = 2
     and c
}
]])

-- ---- columns --------------------------------------------------------------------------------------

formats("a header, fields, events and definitions", [[
agreement "A" {
language 1
  timezone "Etc/UTC"
}
lead {
email: email key # the key
in_sales: flag default no
title: text from "Job Title" missing as "Select"
size: int 0..5_000 from "Employees" # about
k: plan missing as "-"
}
event a { b: text }
event abc
event abcd passive { b: text }
event abcdef {
c: text
}
define a = b
define abc = b
]], [[
agreement "A" {
  language 1
  timezone "Etc/UTC"
}
lead {
  email:    email key                       # the key
  in_sales: flag default no
  title:    text          from "Job Title"  missing as "Select"
  size:     int 0..5_000  from "Employees"  # about
  k:        plan                            missing as "-"
}
event a            { b: text }
event abc
event abcd passive { b: text }
event abcdef {
  c: text
}
define a   = b
define abc = b
]])
formats("rules, stages, moves and steps", [[
score s {
+20 "Pricing" on a where b in [1,
2] at most 3
-2.5 "B" when c
set to 0 "Recycled" on d
+1 "Idle" for each 7 days since a at most 9

+1 "Alone" on a
# between
-10 "Too" on a
}
lifecycle {
stage a owned by x
stage abc owned by marketing "Title" final
stage ab owned by x final
start at a
a -> b on c
a, b -> c when d
}
test "t" {
2026-01-05 10:00 a
2026-01-05 10:00:30 jo: b { c: 1 }
expect a = 1
2026-01-05 10:00 tick
}
]], [[
score s {
  +20  "Pricing"      on a where b in [1,
                                       2]  at most 3
  -2.5 "B"            when c
  set to 0 "Recycled" on d
  +1   "Idle"         for each 7 days since a  at most 9

  +1 "Alone" on a
  # between
  -10 "Too" on a
}
lifecycle {
  stage a   owned by x
  stage abc owned by marketing  "Title"  final
  stage ab  owned by x          final
  start at a
  a -> b    on c
  a, b -> c when d
}
test "t" {
  2026-01-05 10:00     a
  2026-01-05 10:00:30  jo: b { c: 1 }
  expect a = 1
  2026-01-05 10:00  tick
}
]])

local long = ("x"):rep(70)
formats("no column makes a line longer than a hundred", ([[
score s {
  +1 "A" on a
  +1 "LONG" on a
  +1 "Bcd" on a where path starts "/this/is/a/path"
}
lead {
  a: int
  abcdef: text # LONG and
  b: text # c
}
]]):gsub("LONG", long), ([[
score s {
  +1 "A"   on a
  +1 "LONG" on a
  +1 "Bcd" on a where path starts "/this/is/a/path"
}
lead {
  a:      int
  abcdef: text  # LONG and
  b:      text  # c
}
]]):gsub("LONG", long))
formats("comments of one block are aligned, as far as they fit", ([[
lead { # the lead
  a: int # x
  b: int
  company: some_record # LONG
  c: int # LONG yyy

  d: int # z
}
]]):gsub("LONG", long), ([[
lead {  # the lead
  a:       int          # x
  b:       int
  company: some_record  # LONG
  c:       int          # LONG yyy

  d: int  # z
}
]]):gsub("LONG", long))
formats("characters count, not bytes", 'enum e {\n  a as "é" # x\n  bc as "ee" # y\n}\n',
  'enum e {\n  a  as "é"   # x\n  bc as "ee"  # y\n}\n')

-- ---- files ----------------------------------------------------------------------------------------

local bad, good = 'lead {\nemail :email key\n}\n', 'lead {\n  email: email key\n}\n'
tap.write(path("bad.mops"), bad)
tap.write(path("good.mops"), good)
tap.shell(("cd %s && chmod 640 bad.mops && touch -d 2020-01-01 good.mops && ln -s bad.mops link.mops"):format(
  tap.quote(scratch)))
local function modes(names) return (tap.shell(("cd %s && stat -c '%%A' %s"):format(tap.quote(scratch), names))) end

local checked, status, errors = fmt("--check good.mops bad.mops")
tap.is(checked, [[
--- bad.mops
+++ bad.mops
@@ -1,3 +1,3 @@
 lead {
-email :email key
+  email: email key
 }
]], "--check shows what would change")
tap.is(status .. errors, "1", "--check finds something")
tap.is(tap.read(path("bad.mops")), bad, "--check writes nothing")

local out
out, status, errors = fmt("link.mops good.mops")
tap.is(out .. status .. errors, "0", "in place it says nothing")
tap.is(tap.read(path("bad.mops")), good, "the file is rewritten, through a link")
tap.is(modes("bad.mops link.mops"), "-rw-r-----\nlrwxrwxrwx\n", "its mode stays, and the link")
tap.is(tap.shell(("stat -c %%y %s | cut -c 1-4"):format(tap.quote(path("good.mops")))), "2020\n",
  "what is formatted is not written")
tap.is(table.concat({ fmt("--check bad.mops good.mops") }, " "), " 0 ", "then --check finds nothing")
tap.is(table.concat({ fmt("< good.mops") }, " "), good .. " 0 ", "without a file: standard input")
tap.is(table.concat({ fmt("--check - < good.mops") }, " "), " 0 ", "standard input, checked")
tap.is(tap.shell("ls " .. tap.quote(scratch)), "bad.mops\nerrors\ngood.mops\nin.mops\nlink.mops\n",
  "nothing else is left in the folder")

tap.write(path("broken.mops"), 'event  a\nscore s {\n  +5 "A" onn a\n}\n')
tap.write(path("bad.mops"), bad)
out, status, errors = fmt("broken.mops bad.mops")
tap.is(out .. status, "1", "a file that does not parse")
tap.ok(errors:find("error%[E0%d+%]") and errors:find("broken.mops:3:", 1, true), "its mistake is reported", errors)
tap.ok(tap.read(path("broken.mops")):find("event  a", 1, true), "and it is left alone")
tap.is(tap.read(path("bad.mops")), good, "the other one is formatted")
out, status, errors = fmt("- < broken.mops")
tap.is(out .. status, "1", "on standard input, nothing comes out")
tap.write(path("meaningless.mops"), "use std.none\nevent  a { b: nothing }\n")
fmt("meaningless.mops")
tap.is(tap.read(path("meaningless.mops")), "use std.none\nevent a { b: nothing }\n", "names may mean nothing")

tap.write(path("bad.mops"), bad)
out, status, errors = fmt("none.mops bad.mops")
tap.is(out .. status .. errors, "3mopsc: none.mops: No such file or directory\n", "a file that is not there")
tap.is(tap.read(path("bad.mops")), good, "the other one is formatted all the same")
out, status, errors = fmt(".")
tap.is(out .. status .. errors, "3mopsc: .: Is a directory\n", "a folder")
tap.is(select(2, fmt("- < good.mops > /dev/full")), 3, "a full disk")

-- ---- the diff -------------------------------------------------------------------------------------

-- Numbered events, of which some are written badly. Where a diff says `-`, the line is the bad one.
local function events(count, wrong)
  local lines = {}
  for i = 1, count do lines[i] = (wrong[i] and "event  e" or "event e") .. i .. "\n" end
  return table.concat(lines)
end
tap.write(path("diff.mops"), "\n" .. events(20, { [1] = 1, [9] = 1, [20] = 1 }):gsub("\n$", ""))
tap.is(fmt("--check diff.mops"), [[
--- diff.mops
+++ diff.mops
@@ -1,5 +1,4 @@
-
-event  e1
+event e1
 event e2
 event e3
 event e4
@@ -7,7 +6,7 @@
 event e6
 event e7
 event e8
-event  e9
+event e9
 event e10
 event e11
 event e12
@@ -18,4 +17,4 @@
 event e17
 event e18
 event e19
-event  e20
\ No newline at end of file
+event e20
]], "three hunks, and no newline at the end")
tap.write(path("diff.mops"), events(9, { [1] = 1, [8] = 1 }))
tap.is(select(2, fmt("--check diff.mops"):gsub("@@ %-1,9 %+1,9 @@", "")), 1, "few lines between: one hunk")
tap.write(path("diff.mops"), "\n\n")
tap.is(fmt("--check diff.mops"), "--- diff.mops\n+++ diff.mops\n@@ -1,2 +0,0 @@\n-\n-\n", "everything goes")

-- Whatever the diff, `patch` makes the one of the other.
local function patches(text, what)
  tap.write(path("diff.mops"), text)
  local expected = fmt("- < diff.mops")
  fmt("--check diff.mops > a.diff")
  local patched = tap.shell(("cd %s && patch -s diff.mops a.diff && cat diff.mops"):format(tap.quote(scratch)))
  tap.ok(patched == expected and patched ~= text, what)
end
if os.execute("command -v patch > /dev/null") then
  local every, third = {}, {}
  for i = 1, 3000 do every[i], third[i * 3] = 1, 1 end
  patches(events(2000, third), "667 lines in 2,000, patched")
  patches(events(3000, every), "3,000 lines, patched")
  patches(events(900, third):gsub("e30\n", "e30\n\n\n\n"):gsub("e60\n", "e60 # x\n\n\n"), "lines that go, patched")
else
  tap.left_out("the diff as patch takes it (no patch)")
end
tap.done()
