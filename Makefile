# gemba - build, test and install. GNU make, one file, not recursive except
# where a target must run after packages were installed or in its own
# build directory.
#
#   make            the program, at build/gemba
#   make deps       install what is missing (Debian 12)
#   make demo       private database, demo plant, terminal
#   make check      everything that can fail; ONLY=unit|lint|screen|sql|db|e2e, T=pattern
#   make help       all targets

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
ONLY ?=
T ?=

# No built-in rules: what is made here is written here.
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
# Without -j use every core; a -j of the caller is passed on by make itself.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

CC := gcc
AR := ar
AWK := LC_ALL=C awk
PKG_CONFIG := pkg-config
pkg = $(shell $(PKG_CONFIG) $(1) $(2) 2>/dev/null)

DEMO_COMMAND = $(BUILD)/gemba local start && $(BUILD)/gemba demo && exec $(BUILD)/gemba

# ---- flags -----------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wswitch-enum \
	-Wformat=2 -Wundef -Wwrite-strings -Werror
DEFINES := -D_GNU_SOURCE -DNCURSES_NOMACROS -DNCURSES_WIDECHAR=1
INCLUDES := -Isrc -I$(BUILD)/gen
ifdef SANITIZE
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -DGEMBA_SMALL_CHUNKS
else ifdef COVERAGE
OPTIMIZE := -O0 -g --coverage -fprofile-update=atomic
else
OPTIMIZE := -O2 -g -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
BASE_CFLAGS := -std=gnu11 $(OPTIMIZE) $(WARNINGS) $(DEFINES) $(INCLUDES) $(EXTRA_CFLAGS)
LINK_FLAGS := $(filter -O% -g -fsanitize% --coverage,$(OPTIMIZE)) $(EXTRA_LDFLAGS)

# A layer sees only the headers of its own libraries.
DB_CFLAGS := $(call pkg,--cflags,libpq)
UI_CFLAGS := $(call pkg,--cflags-only-I,ncursesw panelw inih)
CORE_CFLAGS := $(call pkg,--cflags,libconfig sqlite3 jansson)
DB_LIBS := $(call pkg,--libs,libpq)
UI_LIBS := $(call pkg,--libs,ncursesw panelw inih)
CORE_LIBS := $(call pkg,--libs,libconfig sqlite3 jansson) -lcrypt -lm
TEST_LIBS := $(call pkg,--libs,cmocka)
E2E_LIBS := $(call pkg,--libs,vterm jansson) -lutil

# ---- sources ---------------------------------------------------------------

BASE_SRC := $(wildcard src/core/base/*.c)
CORE_SRC := $(filter-out $(BASE_SRC),$(wildcard src/core/*.c src/core/*/*.c))
# The table of named statements needs no libpq, and core's tests need it
# without the rest of db; so it stands in an archive of its own.
GEN_SRC := $(wildcard src/db/query.c)
DB_SRC := $(filter-out $(GEN_SRC),$(wildcard src/db/*.c))
UI_SRC := $(wildcard src/ui/*.c src/ui/widgets/*.c src/ui/screens/*.c src/ui/cli/*.c)
MAIN_SRC := $(wildcard src/main.c)
ALL_SRC := $(BASE_SRC) $(CORE_SRC) $(DB_SRC) $(GEN_SRC) $(UI_SRC) $(MAIN_SRC)
ALL_HEADERS := $(wildcard src/*/*.h src/*/*/*.h src/*/*.def)

QUERY_SQL := $(sort $(wildcard sql/queries/*.sql))
# SQLite's: what the spool runs, and the steps of its schema among the embedded.
SPOOL_SQL := $(wildcard sql/spool/statements.sql)
EMBEDDED := $(sort $(wildcard sql/*.sql sql/migrations/*.sql sql/api/*.sql sql/demo/*.sql sql/spool/[0-9]*.sql themes/*.ini))

# Who is linked with what in tests/support: unit_*, fake_* with unit and
# screen tests, screen_*, db_*, e2e_* with their kind, test_* with all.
UNIT_SRC := $(wildcard tests/unit/*.c)
SCREEN_SRC := $(wildcard tests/screen/*.c)
DBTEST_SRC := $(wildcard tests/db/*.c)
E2E_SRC := $(wildcard tests/e2e/*.c)
SUPPORT_ANY := $(wildcard tests/support/test_*.c)
SUPPORT_FAKE := $(SUPPORT_ANY) $(wildcard tests/support/unit_*.c tests/support/fake_*.c)
SUPPORT_SCREEN := $(wildcard tests/support/screen_*.c)
SUPPORT_DB := $(SUPPORT_ANY) $(wildcard tests/support/db_*.c)
SUPPORT_E2E := $(SUPPORT_ANY) $(wildcard tests/support/e2e_*.c)
TEST_SRC := $(UNIT_SRC) $(SCREEN_SRC) $(DBTEST_SRC) $(E2E_SRC) $(wildcard tests/support/*.c)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
programs = $(patsubst tests/%.c,$(BUILD)/tests/%,$(1))
LIBBASE := $(BUILD)/libbase.a
LIBGEN := $(BUILD)/libgen.a
LIBDB := $(BUILD)/libdb.a
LIBCORE := $(BUILD)/libcore.a
LIBUI := $(BUILD)/libui.a
LIBRARIES := $(LIBUI) $(LIBCORE) $(LIBDB) $(LIBGEN) $(LIBBASE)
GENERATED := $(BUILD)/gen/query_ids.h $(BUILD)/gen/queries.c $(BUILD)/gen/spool_sql.h $(BUILD)/gen/spool_sql.c \
	$(BUILD)/gen/embedded.c
# Not when lines are counted: they count for arena.c itself.
SMALL_ARENA := $(if $(COVERAGE),,$(BUILD)/obj/small/arena.o)

.PHONY: all program tests deps demo check check-run asan coverage lint format format-check sums bench chaos fuzz \
	install clean help FORCE

all:
	@.ci/deps check
	@$(MAKE) --no-print-directory $(JOBS) program

program: $(LIBRARIES) $(if $(MAIN_SRC),$(BUILD)/gemba)

$(BUILD)/gemba: $(call objects,$(MAIN_SRC)) $(LIBRARIES)
	@echo "  LINK    $@"
	@$(CC) $(LINK_FLAGS) -o $@ $^ $(UI_LIBS) $(CORE_LIBS) $(DB_LIBS)

# ---- lists: what a change of files or flags must rebuild --------------------

# $(call keep,file,text): write only when the text differs.
define keep
	@mkdir -p $(dir $(1))
	@printf '%s\n' '$(strip $(2))' | cmp -s - $(1) || printf '%s\n' '$(strip $(2))' > $(1)
endef

$(BUILD)/gen/flags.list: FORCE
	$(call keep,$@,$(CC) $(BASE_CFLAGS) $(DB_CFLAGS) $(UI_CFLAGS) $(CORE_CFLAGS))
$(BUILD)/gen/sources.list: FORCE
	$(call keep,$@,$(ALL_SRC) $(wildcard tests/support/*.c))
$(BUILD)/gen/sql.list: FORCE
	$(call keep,$@,$(QUERY_SQL) $(SPOOL_SQL) $(EMBEDDED))

# ---- generated sources ------------------------------------------------------

# An unchanged header keeps its time, so that a query's new text does not
# rebuild all that includes the ids.
# $(call embed,mode,sources,file)
define embed
	@$(AWK) -v mode=$(1) -f sql/embed.awk $(2) </dev/null > $(BUILD)/gen/$(3).new
	@if cmp -s $(BUILD)/gen/$(3).new $(BUILD)/gen/$(3); then rm $(BUILD)/gen/$(3).new; \
		else mv $(BUILD)/gen/$(3).new $(BUILD)/gen/$(3); fi
endef

$(BUILD)/gen/queries.stamp: sql/embed.awk $(QUERY_SQL) $(BUILD)/gen/sql.list
	@echo "  EMBED   sql/queries"
	$(call embed,ids,$(QUERY_SQL),query_ids.h)
	$(call embed,table,$(QUERY_SQL),queries.c)
	@touch $@
$(BUILD)/gen/query_ids.h $(BUILD)/gen/queries.c: $(BUILD)/gen/queries.stamp ;

$(BUILD)/gen/spool.stamp: sql/embed.awk $(SPOOL_SQL) $(BUILD)/gen/sql.list
	@echo "  EMBED   sql/spool"
	$(call embed,spool_ids,$(SPOOL_SQL),spool_sql.h)
	$(call embed,spool_table,$(SPOOL_SQL),spool_sql.c)
	@touch $@
$(BUILD)/gen/spool_sql.h $(BUILD)/gen/spool_sql.c: $(BUILD)/gen/spool.stamp ;

$(BUILD)/gen/embedded.c: sql/embed.awk $(EMBEDDED) $(BUILD)/gen/sql.list
	@echo "  EMBED   migrations, functions, schema of the spool, themes"
	@$(AWK) -v mode=files -f sql/embed.awk $(EMBEDDED) </dev/null > $@

# ---- objects and archives ---------------------------------------------------

$(BUILD)/obj/src/db/%.o: LAYER_CFLAGS = $(DB_CFLAGS)
$(BUILD)/obj/src/ui/%.o: LAYER_CFLAGS = $(UI_CFLAGS) $(CORE_CFLAGS)
$(BUILD)/obj/src/core/%.o: LAYER_CFLAGS = $(CORE_CFLAGS)
$(BUILD)/obj/tests/%.o: LAYER_CFLAGS = $(DB_CFLAGS) $(UI_CFLAGS) $(CORE_CFLAGS) -Itests \
	-Wno-conversion -Wno-sign-conversion -Wno-unused-parameter -Wno-switch-enum

compile = @mkdir -p $(@D) && echo "  CC      $<" && $(CC) $(BASE_CFLAGS) $(LAYER_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.c $(BUILD)/gen/flags.list | $(GENERATED)
	$(compile)
$(BUILD)/obj/gen/embedded.o: $(BUILD)/gen/embedded.c $(BUILD)/gen/flags.list
	$(compile)
# Tests run on tiny chunks, so that growth and its borders are always walked.
$(BUILD)/obj/small/arena.o: src/core/base/arena.c $(BUILD)/gen/flags.list | $(GENERATED)
	$(compile) -DGEMBA_SMALL_CHUNKS

$(LIBBASE): $(call objects,$(BASE_SRC))
$(LIBGEN): $(call objects,$(GEN_SRC)) $(BUILD)/obj/gen/embedded.o
$(LIBDB): $(call objects,$(DB_SRC))
$(LIBCORE): $(call objects,$(CORE_SRC))
$(LIBUI): $(call objects,$(UI_SRC))
$(LIBRARIES): $(BUILD)/gen/sources.list
$(LIBRARIES):
	@rm -f $@
	@$(AR) rcsD $@ $(filter %.o,$^)

-include $(patsubst %.o,%.d,$(call objects,$(ALL_SRC) $(TEST_SRC)) $(SMALL_ARENA) $(BUILD)/obj/gen/embedded.o)

# ---- tests ------------------------------------------------------------------

tests: program $(call programs,$(UNIT_SRC) $(SCREEN_SRC) $(DBTEST_SRC) $(E2E_SRC))

# Archives in a group: the fake database and core need one another.
link_test = @mkdir -p $(@D) && echo "  LINK    $@" && $(CC) $(LINK_FLAGS) -o $@ $(filter %.o,$^) \
	-Wl,--start-group $(filter %.a,$^) -Wl,--end-group

FAKE_OBJ := $(call objects,$(SUPPORT_FAKE)) $(SMALL_ARENA)
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(FAKE_OBJ) $(LIBCORE) $(LIBGEN) $(LIBBASE)
	$(link_test) $(TEST_LIBS) $(CORE_LIBS)
$(BUILD)/tests/screen/%: $(BUILD)/obj/tests/screen/%.o $(FAKE_OBJ) $(call objects,$(SUPPORT_SCREEN)) \
		$(LIBUI) $(LIBCORE) $(LIBGEN) $(LIBBASE)
	$(link_test) $(TEST_LIBS) $(UI_LIBS) $(CORE_LIBS)
$(BUILD)/tests/db/%: $(BUILD)/obj/tests/db/%.o $(call objects,$(SUPPORT_DB)) $(LIBCORE) $(LIBDB) $(LIBGEN) $(LIBBASE)
	$(link_test) $(TEST_LIBS) $(CORE_LIBS) $(DB_LIBS)
$(BUILD)/tests/e2e/%: $(BUILD)/obj/tests/e2e/%.o $(call objects,$(SUPPORT_E2E)) $(LIBGEN) $(LIBBASE)
	$(link_test) $(TEST_LIBS) $(E2E_LIBS)

# Objects of tests are no intermediate files.
.SECONDARY: $(call objects,$(TEST_SRC))

run_tests = tests/support/run_tests.sh --build $(BUILD) --only "$(ONLY)" --pattern "$(T)"

check:
	@.ci/deps install
	@$(MAKE) --no-print-directory $(JOBS) tests
	@$(run_tests)

# In its own build directory, with the packages already there.
check-run: tests
	@$(run_tests)

asan:
	@.ci/deps install
	@$(MAKE) --no-print-directory $(JOBS) BUILD=$(BUILD)/asan SANITIZE=address,undefined \
		ONLY="$(or $(ONLY),unit screen db)" check-run

# Every kind runs; a failed test fails the target, and so does too little.
coverage:
	@.ci/deps install
	@$(MAKE) --no-print-directory $(JOBS) BUILD=$(BUILD)/coverage COVERAGE=1 tests
	@find $(BUILD)/coverage -name '*.gcda' -delete
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage COVERAGE=1 check-run
	@tests/support/coverage.sh $(BUILD)/coverage 75

FUZZ_SRC := $(wildcard tests/fuzz/*.c)
SECS ?= 60
fuzz: $(GENERATED)
	@.ci/deps install lint
	@tests/support/run_fuzz.sh $(BUILD) $(SECS) $(FUZZ_SRC)

lint:
	@.ci/deps install lint
	@$(MAKE) --no-print-directory $(JOBS) program
	@GEMBA_TEST_BUILD=$(BUILD) tests/lint/quick.sh -v
	@shellcheck -S warning $(SCRIPTS)
	@$(MAKE) --no-print-directory format-check
	@$(MAKE) --no-print-directory $(JOBS) tidy

SCRIPTS := .ci/run .ci/deps $(wildcard tests/*/*.sh bench/*.sh)
FORMATTED := $(filter-out %.def,$(ALL_SRC) $(ALL_HEADERS) $(TEST_SRC) $(FUZZ_SRC) $(wildcard tests/*/*.h bench/*.c))
format:
	@clang-format -i $(FORMATTED)
format-check:
	@clang-format --dry-run -Werror $(FORMATTED)

.PHONY: tidy
tidy: $(patsubst %.c,$(BUILD)/tidy/%.ok,$(ALL_SRC))
$(BUILD)/tidy/%.ok: %.c .clang-tidy $(ALL_HEADERS) | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  TIDY    $<"
	@clang-tidy --quiet $< -- -std=gnu11 $(DEFINES) $(INCLUDES) $(DB_CFLAGS) $(UI_CFLAGS) $(CORE_CFLAGS) \
		2>$(BUILD)/tidy/$*.log || { cat $(BUILD)/tidy/$*.log; exit 1; }
	@touch $@

# A released migration is never edited; this records new ones.
sums:
	@tests/lint/migrations.sh --record

BENCH_SRC := $(wildcard bench/*.c)
$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(call objects,$(SUPPORT_E2E)) $(LIBCORE) $(LIBGEN) $(LIBBASE)
	$(link_test) $(E2E_LIBS) $(TEST_LIBS) $(CORE_LIBS)
$(BUILD)/obj/bench/%.o: LAYER_CFLAGS = $(CORE_CFLAGS) -Itests
bench: all
	@$(MAKE) --no-print-directory $(JOBS) $(BENCH_SRC:%.c=$(BUILD)/%)
	@bench/run.sh $(BUILD)

# Four terminals, 10 000 receipts, a server, connections and terminals that die.
CHAOS_SCANS ?= 2500
chaos: tests
	@CHAOS_SCANS=$(CHAOS_SCANS) TEST_SECONDS=3600 tests/support/run_tests.sh --build $(BUILD) --only e2e --pattern e2e/chaos

# ---- use --------------------------------------------------------------------

deps:
	@.ci/deps install

demo: deps
	@$(MAKE) --no-print-directory $(JOBS) program
	@$(DEMO_COMMAND)

install: all
	install -D -m 0755 $(BUILD)/gemba $(DESTDIR)$(PREFIX)/bin/gemba
	install -d $(DESTDIR)$(PREFIX)/share/gemba/themes
	$(if $(wildcard themes/*.ini),install -m 0644 $(wildcard themes/*.ini) $(DESTDIR)$(PREFIX)/share/gemba/themes)
	$(if $(wildcard doc/gemba.conf.example),install -m 0644 doc/gemba.conf.example $(DESTDIR)$(PREFIX)/share/gemba/gemba.conf.example)

clean:
	rm -rf $(BUILD)

help:
	@echo "all deps demo check asan coverage lint format format-check sums fuzz bench chaos install clean"
	@echo "BUILD=dir  PREFIX=dir  DESTDIR=dir  ONLY=\"unit lint screen sql db e2e\"  T=pattern  SECS=n"
