#!/bin/sh
# Bad lines of a table's file are told with file and line, each.
. tests/lib/tap.sh
cat > "$SCRATCH/a.mops" <<'END'
agreement "A" { timezone "Etc/UTC" }
enum size { small, large }
lead { email: email key, title: text, size: size, n: int 0..100 }
table t(size, n, title) -> int from "t.csv"
define d = t(size, n, title)
END

# What is said of a file, a line each: the code, the line, the title.
said() {
  "$MOPSC" check --format json "$SCRATCH/a.mops" |
    sed 's/.*"code":"\([^"]*\)".*"title":"\([^"]*\)","file":"[^"]*\/\([^/"]*\)","line":\([0-9]*\),.*/\1 \3:\4 \2/'
}

cat > "$SCRATCH/t.csv" <<'END'
size,n,title,result
# a comment, and an empty line

big,1,x,1
small,ten,x,1
small,1
small,2,"x,1
small,3,,1
small,4,x,y
small,5,"x"y,1
small,6..2,x,1
small,7,x,1,2
small,>> 5,x,1
END
is 'each bad line is told' "$(said)" "E0205 t.csv:4 \`big\` is not a member of size
E0306 t.csv:5 this column holds numbers
E0322 t.csv:6 this line has 2 cells, not 4
E0322 t.csv:7 a cell in quotes ends with them
E0322 t.csv:8 a cell is empty
E0306 t.csv:9 this column holds numbers
E0322 t.csv:10 a cell in quotes ends with them
E0311 t.csv:11 the range is backwards
E0322 t.csv:12 this line has 5 cells, not 4
E0306 t.csv:13 this column holds numbers"

printf 'size,n,title,t\r\nsmall,*,*,1\r\nlarge,5,*,2\r\nsmall,7,VP,3\r\n' > "$SCRATCH/t.csv"
is 'a row that is never reached' "$(said)" 'E0323 t.csv:4 an earlier row takes all that this one could'
printf 'size,title,n,result\nsmall,*,*,1\n' > "$SCRATCH/t.csv"
is 'a first line that names something else' "$(said)" 'E0322 t.csv:1 the first line names the inputs and the result'
printf 'size,n,title,result\n' > "$SCRATCH/t.csv"
is 'no rows' "$(said)" 'E0322 a.mops:4 a table needs rows'
printf '' > "$SCRATCH/t.csv"
is 'an empty file' "$(said)" 'E0322 a.mops:4 a table needs rows'
rm "$SCRATCH/t.csv"
is 'no file' "$(said)" 'E0215 a.mops:4 the file of table `t` can'"'"'t be read'
printf 'size,n,title,result\n"small|large", "1|3..5" ,"starts ""a"", b",-2\n' > "$SCRATCH/t.csv"
is 'quotes' "$(said)" ''

printf '\357\273\277size,n,title,result\nsmall,*,has word VP|cto,1\nsmall,*,start up,2\nsmall,*,has words ceo,3\nsmall,*,starts with VP,4\n' > "$SCRATCH/t.csv"
is 'texts that look like tests' "$(said)" "W0810 t.csv:3 this cell is not the test that it looks like
W0810 t.csv:4 this cell is not the test that it looks like
W0810 t.csv:5 this cell is not the test that it looks like"
is 'what was probably meant' "$("$MOPSC" check "$SCRATCH/a.mops" | grep help)" '  = help: if a test is meant, write `starts up`
  = help: if a test is meant, write `has word ceo`
  = help: if a test is meant, write `starts VP`'
printf 'size,n,title,result\nsmall,*,*,1\nlarge,*,Ch\351f,1\n' > "$SCRATCH/t.csv"
is 'bytes that are not UTF-8' "$(said)" 'E0118 t.csv:3 these bytes are not UTF-8 text'
tap_done
