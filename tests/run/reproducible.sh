# The same source gives the same library, byte for byte, in whatever folder it is built.
. tests/lib/tap.sh

case $BUILD in
/*) echo '1..0 # SKIP the same bytes in another folder: BUILD is an absolute path'; exit 0 ;;
esac
unset MAKEFLAGS MFLAGS MAKELEVEL
mkdir "$SCRATCH/elsewhere"
cp -R Makefile compiler grammar runtime stdlib "$SCRATCH/elsewhere"
ok 'built in another folder' make -s -C "$SCRATCH/elsewhere" BUILD="$BUILD" CC="${CC:-gcc}" \
  CXX="${CXX:-g++}" SANITIZE="$SANITIZE" "$BUILD/libmops.a" "$BUILD/libmops.so"
for file in libmops.a libmops.so; do
  ok "$file is the same" cmp "$BUILD/$file" "$SCRATCH/elsewhere/$BUILD/$file"
done
tap_done
