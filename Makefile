# MOPS: builds mopsc (the program) and libmops (the library), and runs everything that checks them.
# `make help` lists what it can do. GNU make.
#
# Say on the command line what should be different:
#   make CC=clang BUILD=build/clang      another compiler, in another folder
#   make SANITIZE=1                      with AddressSanitizer and UBSan, in build/sanitized
#   make EXTRA=-DNAME                    further compiler flags
#   make V=1                             show every command

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# Several jobs at once, unless -j says otherwise; a make that this one calls shares them.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

# ---- what differs from build to build ----------------------------------------------------------
ifeq ($(origin CC),default)
CC = gcc
endif
ifeq ($(origin CXX),default)
CXX = $(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),$(subst gcc,g++,$(CC)))
endif
SANITIZE ?=
BUILD    ?= $(if $(SANITIZE),build/sanitized,build)
PREFIX   ?= /usr/local
DESTDIR  ?=
DATA     ?= ../shared/data
EXTRA    ?=
Q         = $(if $(V),,@)
GENERATED = $(BUILD)/generated

# ---- flags -------------------------------------------------------------------------------------
# The prefix maps keep this folder's name out of debug information: the same source gives the same
# bytes wherever it is built.
WARNINGS  = -Wall -Wextra -Werror
C_ONLY    = -Wshadow -Wconversion -Wmissing-prototypes
INCLUDES  = -D_POSIX_C_SOURCE=200809L -I. -I$(GENERATED)
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANITIZER = $(if $(SANITIZE),$(SANITIZERS))
COMMON    = -O2 -g $(WARNINGS) $(SANITIZER) -ffile-prefix-map=$(CURDIR)=. $(EXTRA) $(INCLUDES)
CFLAGS    = -std=c11 $(COMMON) $(C_ONLY)
CXXFLAGS  = -std=c++17 $(COMMON)
# What Bison and re2c write converts between integers as they please.
GENERATED_CFLAGS = -std=c11 $(COMMON) -Wno-unused -Wno-sign-compare
# The library is for any host: position-independent, and only what mops.h names can be seen. Deciding is
# a chain of short functions with one caller each: gcc gains a tenth from putting them together.
LIBRARY_FLAGS = -fPIC -fvisibility=hidden $(if $(findstring clang,$(CC)),,-finline-limit=1000)
DEPEND    = -MMD -MP
LIBS      = -lsimdjson -lcsv
, := ,

# ---- sources: every file of a folder belongs to it ---------------------------------------------
sources_of = $(sort $(wildcard $(1)))
LIBRARY_C  = $(call sources_of,runtime/*.c)
# What runtime/shape.c (the image itself), letter.c, word.c, url.c and duration.c (what a letter, a word, a url and a length
# of time are), calendar.c and open_time.c know, the compiler and the readers know too.
SHARED_C   = $(patsubst %,runtime/%.c,shape letter word url duration number calendar open_time)
PROGRAM_C  = $(call sources_of,compiler/*.c compiler/report/*.c compiler/commands/*.c runtime/io/*.c) $(SHARED_C)
PROGRAM_CC = $(call sources_of,runtime/io/*.cc)
WRITTEN_C  = grammar/mops.tab.c grammar/mops.lex.c library_data.c page_data.c

objects_of      = $(patsubst %,$(BUILD)/objects/%.o,$(basename $(1)))
LIBRARY_OBJECTS = $(call objects_of,$(LIBRARY_C))
WRITTEN_OBJECTS = $(patsubst %.c,$(GENERATED)/%.o,$(WRITTEN_C))
PROGRAM_OBJECTS = $(call objects_of,$(PROGRAM_C) $(PROGRAM_CC)) $(WRITTEN_OBJECTS)

# The library's version is written once, in mops.h.
version_of = $(shell sed -n 's/^.define MOPS_$(1) *"\{0,1\}\([0-9.]*\)"\{0,1\}.*/\1/p' runtime/mops.h)
VERSION   := $(call version_of,VERSION)
ABI       := $(call version_of,ABI_VERSION)
SONAME     = libmops.so.$(ABI)

.PHONY: all deps demo test bench soak real install clean help
all: $(BUILD)/mopsc $(BUILD)/libmops.a $(BUILD)/libmops.so

# ---- generated code ----------------------------------------------------------------------------
PARSER_HEADER = $(GENERATED)/grammar/mops.tab.h
$(GENERATED)/grammar/mops.tab.c: grammar/mops.y
	@mkdir -p $(@D)
	@echo "  BISON  $<"
	$(Q)bison -Wall -Werror -Wcounterexamples --header=$(PARSER_HEADER) -o $@ $<
$(PARSER_HEADER): $(GENERATED)/grammar/mops.tab.c ;

$(GENERATED)/grammar/mops.lex.c: grammar/mops.re
	@mkdir -p $(@D)
	@echo "  RE2C   $<"
	$(Q)re2c -W -Werror --no-generation-date -o $@ $<

# The language's own library becomes part of the program.
STDLIB = $(call sources_of,stdlib/*.mops)
$(GENERATED)/library_data.c: compiler/embed.sh $(STDLIB)
	@mkdir -p $(@D)
	@echo "  EMBED  $(STDLIB)"
	$(Q)sh compiler/embed.sh library $(STDLIB) > $@

# The page of `mopsc report` too: its charts are drawn by a library from the npm registry, bundled with them. Packages are
# installed once for all builds, in a folder named after the lock, and move there when they are complete.
NPM_CI      = npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
modules_of  = build/npm/$(notdir $(1))-$(firstword $(shell cat $(1)/package-lock.json $(1)/package.json | cksum))
define install_modules
	@mkdir -p $(dir $(2))
	@command -v npm > /dev/null || { echo "make: there is no npm: make deps" >&2; exit 1; }
	@echo "  NPM    $(1)"
	$(Q)folder=$$(mktemp -d $(2).XXXXXX) && cp $(1)/package.json $(1)/package-lock.json $(1)/.npmrc $$folder && \
	  (cd $$folder && $(NPM_CI) > npm.txt 2>&1 || { cat npm.txt >&2; exit 1; }) && touch $$folder/done && \
	  { mv -T $$folder $(2) 2>/dev/null || rm -rf $$folder; }
endef
PAGE         = compiler/report/page
PAGE_MODULES := $(call modules_of,$(PAGE))
$(PAGE_MODULES)/done:
	$(call install_modules,$(PAGE),$(PAGE_MODULES))
$(GENERATED)/script.js: $(PAGE)/charts.js $(PAGE)/bundle.mjs $(PAGE_MODULES)/done
	@mkdir -p $(@D)
	@echo "  BUNDLE $<"
	$(Q)node $(PAGE)/bundle.mjs $(PAGE_MODULES)/node_modules $@
$(GENERATED)/page_data.c: compiler/embed.sh $(PAGE)/style.css $(GENERATED)/script.js
	@echo "  EMBED  $(PAGE)"
	$(Q)sh compiler/embed.sh page $(PAGE)/style.css $(GENERATED)/script.js > $@

# What the runtime knows of it: where people have their own mail.
FREE_DOMAINS = $(GENERATED)/free_domains.inc
$(FREE_DOMAINS): stdlib/b2b.mops
	@mkdir -p $(@D)
	@echo "  LIST   $<"
	$(Q)sed -n '/^list free_email_domains:/,/^]/p' $< | grep -o '"[^"]*"' | sed 's/$$/,/' > $@

# ---- compiling ---------------------------------------------------------------------------------
# Everything is compiled anew when the compiler or its flags change.
FLAGS_NOW = $(CC) $(CXX) $(LIBRARY_FLAGS) $(CFLAGS) $(CXXFLAGS) $(GENERATED_CFLAGS)
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
.PHONY: always

$(LIBRARY_OBJECTS): private CFLAGS += $(LIBRARY_FLAGS)

# The first build has no dependency files yet, so what includes generated headers waits for them.
$(BUILD)/objects/%.o: %.c $(BUILD)/flags | $(PARSER_HEADER) $(FREE_DOMAINS)
	@mkdir -p $(@D)
	@echo "  CC     $<"
	$(Q)$(CC) $(CFLAGS) $(DEPEND) -c $< -o $@

$(BUILD)/objects/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  CXX    $<"
	$(Q)$(CXX) $(CXXFLAGS) $(DEPEND) -c $< -o $@

$(GENERATED)/%.o: $(GENERATED)/%.c $(BUILD)/flags | $(PARSER_HEADER)
	@echo "  CC     $<"
	$(Q)$(CC) $(GENERATED_CFLAGS) $(DEPEND) -c $< -o $@

# ---- the library -------------------------------------------------------------------------------
# Static: all objects linked into one, in which what is hidden becomes local. So a host's own names
# never meet the library's, and mopsc, which links this file, can only do what any host can.
$(BUILD)/libmops.a: $(LIBRARY_OBJECTS)
	@echo "  AR     $@"
	$(Q)$(LD) -r -o $(BUILD)/objects/libmops.o $^
	$(Q)objcopy --localize-hidden $(BUILD)/objects/libmops.o
	$(Q)rm -f $@
	$(Q)$(AR) rcsD $@ $(BUILD)/objects/libmops.o

# Shared: it may need the C library and nothing else (a sanitizer's runtime comes with the host).
$(BUILD)/libmops.so: $(LIBRARY_OBJECTS)
	@echo "  LINK   $@"
	$(Q)$(CC) -shared $(SANITIZER) $(if $(SANITIZE),,-Wl$(,)-z$(,)defs) -Wl,-soname,$(SONAME) -o $@ $^
	$(Q)ln -sf libmops.so $(BUILD)/$(SONAME)

# ---- the program -------------------------------------------------------------------------------
$(BUILD)/mopsc: $(PROGRAM_OBJECTS) $(BUILD)/libmops.a
	@echo "  LINK   $@"
	$(Q)$(CXX) $(SANITIZER) -o $@ $^ $(LIBS)

# ---- packages ----------------------------------------------------------------------------------
# On Debian 12. The exact line is printed, and run only when something is missing: by root or
# through a sudo that asks no questions; anyone else gets the line and an error. `demo` and `test`
# are silent when nothing is missing.
PACKAGES       = gcc g++ clang libclang-rt-14-dev binutils bison re2c libsimdjson-dev libcsv-dev \
                 lua5.4 lua-cjson tzdata pkg-config
# A node and an npm from elsewhere will do, and Debian's would be in their way.
commands       = $(shell for command in $(1); do command -v $$command || exit; done > /dev/null && echo there)
PAGE_PACKAGES  = $(if $(call commands,node npm),,nodejs npm)
TEST_PACKAGES  = chromium
BENCH_PACKAGES = $(if $(call commands,node),,nodejs)
APT_INSTALL    = DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends
define install_packages
@missing=; for package in $(1); do \
  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing=1; done; \
install="apt-get update && $(APT_INSTALL) $(strip $(1))"; \
test -z "$${missing}$(filter deps,$(MAKECMDGOALS))" || echo "$$install"; \
test -z "$$missing" && exit 0; \
if [ "$$(id -u)" = 0 ]; then sh -c "$$install"; \
elif sudo -n true 2>/dev/null; then sudo -n sh -c "$$install"; \
else echo "make: packages are missing; run the line above as root" >&2; exit 1; fi
endef
deps:
	$(call install_packages,$(PACKAGES) $(PAGE_PACKAGES))

# ---- using it ----------------------------------------------------------------------------------
# Packages first, then everything else: a make of its own, because the packages bring the compiler.
demo: deps
	@$(MAKE) --no-print-directory all
	@sh examples/northwind/demo.sh $(BUILD)

# ---- testing -----------------------------------------------------------------------------------
# A test is tests/FOLDER/NAME_test.c; other C files there are helpers for any test. Tests are linked
# with all objects but main, because they test what the library hides.
TEST_C        = $(call sources_of,tests/*/*_test.c)
HELPER_C      = $(filter-out tests/bench/% $(TEST_C),$(call sources_of,tests/*/*.c))
TEST_PROGRAMS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_C))
TEST_CFLAGS   = -std=c11 $(COMMON) -Itests/lib
test_objects  = $(patsubst tests/%.c,$(BUILD)/tests/objects/%.o,$(1))

$(BUILD)/tests/objects/%.o: tests/%.c $(BUILD)/flags | $(PARSER_HEADER)
	@mkdir -p $(@D)
	@echo "  CC     $<"
	$(Q)$(CC) $(TEST_CFLAGS) $(DEPEND) -c $< -o $@

$(BUILD)/tests/helpers.a: $(call test_objects,$(HELPER_C))
$(BUILD)/tests/inside.a: $(filter-out %/commands/main.o,$(PROGRAM_OBJECTS)) $(LIBRARY_OBJECTS)
$(BUILD)/tests/helpers.a $(BUILD)/tests/inside.a:
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(AR) rcsD $@ $^

$(TEST_PROGRAMS): $(BUILD)/tests/%: $(BUILD)/tests/objects/%.o \
                  $(BUILD)/tests/helpers.a $(BUILD)/tests/inside.a
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SANITIZER) -o $@ $^ $(LIBS)

# A browser looks at the page of `mopsc report`.
TEST_MODULES := $(call modules_of,tests/report)
$(TEST_MODULES)/done:
	$(call install_modules,tests/report,$(TEST_MODULES))

.PHONY: tests
tests: all $(TEST_PROGRAMS) $(TEST_MODULES)/done

HARNESS = NODE_MODULES='$(CURDIR)/$(TEST_MODULES)/node_modules' BUILD='$(BUILD)' CC='$(CC)' CXX='$(CXX)' SANITIZE='$(SANITIZE)' DATA='$(DATA)' \
          lua5.4 tests/run.lua
test: deps
	$(call install_packages,$(TEST_PACKAGES))
	@$(MAKE) --no-print-directory tests
	@$(HARNESS)

# The long runs: an hour (SOAK_SECONDS=…) of random agreements, histories and images.
SOAK_SECONDS ?= 3600
soak: deps
	@$(MAKE) --no-print-directory tests
	@SOAK_SECONDS=$(SOAK_SECONDS) $(HARNESS) tests/property tests/image
	@$(BUILD)/tests/unit/open_time_test 50000

bench: deps
	$(call install_packages,$(BENCH_PACKAGES))
	@$(MAKE) --no-print-directory all
	@BUILD='$(BUILD)' CC='$(CC)' CXX='$(CXX)' lua5.4 tests/bench/run.lua

real: deps
	@$(MAKE) --no-print-directory all
	@sh examples/xeducation/real.sh $(BUILD) '$(DATA)'

# ---- installing --------------------------------------------------------------------------------
BIN      = $(DESTDIR)$(PREFIX)/bin
LIB      = $(DESTDIR)$(PREFIX)/lib
INCLUDE  = $(DESTDIR)$(PREFIX)/include
$(BUILD)/mops.pc: $(BUILD)/flags runtime/mops.h Makefile always
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' \
	  'Name: mops' 'Description: Decides on leads by marketing-sales agreements' \
	  'Version: $(VERSION)' 'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -lmops' > $@

install: all $(BUILD)/mops.pc
	install -d $(BIN) $(LIB)/pkgconfig $(INCLUDE)
	install -m 755 $(BUILD)/mopsc $(BIN)/mopsc
	install -m 644 runtime/mops.h $(INCLUDE)/mops.h
	install -m 644 $(BUILD)/libmops.a $(LIB)/libmops.a
	install -m 644 $(BUILD)/libmops.so $(LIB)/libmops.so.$(VERSION)
	ln -sf libmops.so.$(VERSION) $(LIB)/$(SONAME)
	ln -sf $(SONAME) $(LIB)/libmops.so
	install -m 644 $(BUILD)/mops.pc $(LIB)/pkgconfig/mops.pc

clean:
	rm -rf $(BUILD)

help:
	@printf '%s\n' \
	  'make            build build/mopsc, build/libmops.a and build/libmops.so' \
	  'make demo       install what is missing, build, and tell a month at Northwind on one screen' \
	  'make test       install what is missing, build, and run every check' \
	  'make deps       print the apt line for what is missing and, as root or with sudo, run it' \
	  'make real       run examples/xeducation over the real file in DATA=$(DATA)' \
	  'make bench      measure against programs written by hand in C, JavaScript and Lua' \
	  'make soak       an hour (SOAK_SECONDS=3600) of random agreements, histories and images' \
	  'make install    into PREFIX=$(PREFIX), below DESTDIR=' \
	  'make clean      remove $(BUILD)' \
	  '' \
	  'CC=clang BUILD=build/clang: another compiler; SANITIZE=1: with ASan and UBSan;' \
	  'V=1: show commands'

-include $(call sources_of,$(BUILD)/objects/*/*.d $(BUILD)/objects/*/*/*.d $(GENERATED)/*.d \
                           $(GENERATED)/grammar/*.d \
                           $(BUILD)/tests/objects/*/*.d)
