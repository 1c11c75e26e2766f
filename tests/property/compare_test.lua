-- mopsc and the second interpreter decide the same: 1,000 random agreements with their histories (with sanitizers 400), or as
-- many as fit into SOAK_SECONDS.
dofile "tests/property/compare.lua"
