-- spec/2-grammar.md shows the productions of grammar/mops.y: the same, in the same order.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"
local productions = require "productions"

local file <close> = assert(io.open("spec/2-grammar.md"))
local shown = file:read("a"):match("\n```text\n(.-)```")
local found = productions.text()
tap.ok(#found > 1000, "the grammar has productions")
tap.is(shown, found, "the spec shows them all")
tap.done()
