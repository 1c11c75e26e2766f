#!/bin/sh
# The table of operations in spec/6-image.md is the one of runtime/opcode.def: every row, in its order.
. tests/lib/tap.sh
rows=$(sed -n 's/^OPCODE(\([A-Z_]*\), *\([A-Z_]*\), *"\(.*\)")$/| `\1` | \2 | \3 |/p' runtime/opcode.def)
table=$(sed -n '/^| operation | operands/,$p' spec/6-image.md | tail -n +3)
is 'the spec lists every operation' "$table" "$rows"
ok 'and there are some' test -n "$rows"
tap_done
