# The installed library: what is there, what it shows to a linker, and that C and C++ hosts build
# with it. Not with sanitizers, whose runtime the host would have to bring.
. tests/lib/tap.sh

if [ -n "$SANITIZE" ]; then
  echo '1..0 # SKIP the installed library: not in a build with sanitizers'
  exit 0
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$SCRATCH/root
cc=${CC:-gcc} cxx=${CXX:-g++}
ok 'make install' make -s install BUILD="$BUILD" CC="$cc" CXX="$cxx" DESTDIR="$root" PREFIX=/opt/mops
for file in bin/mopsc include/mops.h lib/libmops.a lib/libmops.so lib/libmops.so.0 \
            lib/pkgconfig/mops.pc; do
  ok "$file is installed" test -s "$root/opt/mops/$file"
done
ok 'the installed program runs' "$root/opt/mops/bin/mopsc" --version

is 'static: only mops_ symbols are global' \
  "$(nm -g --defined-only "$BUILD/libmops.a" | awk 'NF == 3 && $3 !~ /^mops_/ { print $3 }')" ''
is 'shared: only mops_ symbols are global' \
  "$(nm -D --defined-only "$BUILD/libmops.so" | awk '$3 !~ /^mops_/ { print $3 }')" ''
is 'shared: needs the C library only' \
  "$(objdump -p "$BUILD/libmops.so" | awk '$1 == "NEEDED" { print $2 }')" 'libc.so.6'
is 'shared: its name' \
  "$(objdump -p "$BUILD/libmops.so" | awk '$1 == "SONAME" { print $2 }')" 'libmops.so.0'
for name in $(grep -oE '\bmops_[a-z_]+\(' runtime/mops.h | tr -d '(' | sort -u); do
  ok "mops.h's $name is there" sh -c "nm -D --defined-only '$BUILD/libmops.so' | grep -q ' $name\$'"
done

cat > "$SCRATCH/host.c" <<'END'
#include <mops.h>
#include <stdio.h>
int main(void) {
  static const long long image[8] = {0};
  mops_agreement *agreement;
  mops_problem problem;
  mops_status status = mops_agreement_load(image, sizeof image, NULL, &agreement, &problem);
  puts(problem.text);
  return status != MOPS_BAD_IMAGE;
}
END
cp "$SCRATCH/host.c" "$SCRATCH/host.cc"
PKG_CONFIG_PATH=$root/opt/mops/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
flags=$(pkg-config --cflags --libs mops)
ok 'a host in C, shared' sh -c \
  "$cc -std=c11 -Wall -Wextra -pedantic -Werror -o '$SCRATCH/c' '$SCRATCH/host.c' $flags"
ok 'it runs' env LD_LIBRARY_PATH="$root/opt/mops/lib" "$SCRATCH/c"
ok 'a host in C++, static' sh -c "$cxx -Wall -Wextra -Werror -I'$root/opt/mops/include' \
  -o '$SCRATCH/cc' '$SCRATCH/host.cc' '$root/opt/mops/lib/libmops.a'"
ok 'it runs too' "$SCRATCH/cc"

tap_done
