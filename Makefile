# goguard. `make help` lists what can be made; README.md tells what it is.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g
ifeq ($(origin CC),default)
CC = gcc
endif
Q = $(if $(V),,@)
say = @$(if $(V),:,printf '  %-5s %s\n') '$1' '$2'
VERSION := $(shell cat VERSION)

# try: the flags in $1 if the compiler and linker take them (one small program each)
try = $(shell t=$$(mktemp) && echo 'int main(void){return 0;}' | \
	$(CC) -Werror $1 -x c - -o $$t 2>/dev/null && echo '$1'; rm -f $$t)
optimised = $(filter -O -O1 -O2 -O3 -Os -Og,$(CFLAGS))

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wformat=2 \
	$(if $(DEVELOPER),-Werror)
# SAN holds sanitizer flags: such a build is dynamic, and fortified or static it would not work
HARDEN := $(if $(SAN),$(SAN) -fno-omit-frame-pointer,-fstack-protector-strong \
	$(call try,-fstack-clash-protection) $(call try,-fcf-protection) \
	$(if $(optimised),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
# A static program that is also position independent, where compiler and libc can make one
STATIC := $(if $(SAN),,$(or $(call try,-fPIE -static-pie),-static))
LINK_HARDEN = -Wl,-z,relro,-z,now,-z,noexecstack
OWN_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DGG_VERSION='"$(VERSION)"' \
	-DGG_PROFILE_DIR='"$(PREFIX)/share/goguard/policy"' -DGG_CAPS_DIR='"$(PREFIX)/share/goguard/caps"' -Ilib -Iinclude -I$(BUILD) \
	$(WARN) $(HARDEN) -fvisibility=hidden -fno-strict-aliasing -MMD -MP -include base/banned.h \
	-ffile-prefix-map='$(CURDIR)'=. -ffile-prefix-map='$(BUILD)'=build
PIE_CFLAGS = $(filter -fPIE,$(STATIC))
LIBS = -lconfig -lseccomp -ljansson -lcrypto -lpthread

# --- products ---------------------------------------------------------------------------------
LIB_SRC = $(sort $(foreach d,base event golang policy plan enforce supervise start embed,$(wildcard lib/$d/*.c)))
TOOL_SRC = $(sort $(wildcard lib/tool/*.c))
LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/profiles.o $(BUILD)/gen/caps_files.o
TOOL_OBJ = $(TOOL_SRC:%.c=$(BUILD)/%.o)

# The shim's objects: the least that works, named one by one, compiled again without libc
SHIM_SRC = $(addprefix lib/,$(addsuffix .c,base/text base/err base/sys base/sys_close base/privileges base/addr base/addr_ip \
	plan/view plan/sum plan/self_path plan/decide plan/decide_net plan/decide_path plan/decide_pin plan/glob \
	enforce/guard enforce/harden enforce/landlock enforce/limits enforce/seccomp_load shim/libc shim/settings shim/target shim/child shim/godebug shim/constructor)) $(sort $(wildcard lib/wrap/*.c))
SHIM_OBJ = $(SHIM_SRC:%.c=$(BUILD)/shim/%.o)
SHIM_FLAGS := -O2 -fPIC -ffreestanding -fno-stack-protector -U_FORTIFY_SOURCE -ffunction-sections \
	-fdata-sections $(call try,-fno-tree-loop-distribute-patterns) $(call try,-mno-outline-atomics)
# Threads may be cancelled in libc calls that the wrappers make, which unwinds through these; nothing else
# of the shim calls anybody, and its tables would be a sixth of it.
shim_tables = $(if $(filter lib/wrap/%,$1),,-fno-asynchronous-unwind-tables -fno-unwind-tables)
# Code and constants share a segment, which saves pages. On arm64, where a page may have 64 KiB, the
# file would be padded to one for RELRO's sake.
SHIM_LINK = -nostdlib -shared -Wl,-z,defs,--gc-sections,--version-script=lib/shim/exports.map \
	$(LINK_HARDEN) -Wl,-z,noseparate-code,-z,initfirst $(if $(filter aarch64-%,$(shell $(CC) -dumpmachine)),-Wl$(,)-z$(,)norelro)
, := ,

PRODUCTS = $(BUILD)/goguard $(if $(SAN),,$(BUILD)/libgoguard.so)
all: products

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(OWN_CFLAGS) $(PIE_CFLAGS) $(CPPFLAGS) -c -o $@ $<

# The shipped profiles, built in
PROFILES = $(sort $(wildcard policy/*.cfg))
$(BUILD)/gen/profiles.c: lib/policy/embed.sh policy $(PROFILES)
	@mkdir -p $(@D)
	$(Q)sh lib/policy/embed.sh profiles $(PROFILES) >$@.tmp && mv $@.tmp $@
# and the shipped capability files
CAPS = $(sort $(wildcard policy/caps/*.caps))
$(BUILD)/gen/caps_files.c: lib/policy/embed.sh policy/caps $(CAPS)
	@mkdir -p $(@D)
	$(Q)sh lib/policy/embed.sh caps $(CAPS) >$@.tmp && mv $@.tmp $@
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(OWN_CFLAGS) $(PIE_CFLAGS) $(CPPFLAGS) -c -o $@ $<

$(BUILD)/goguard: $(LIB_OBJ) $(TOOL_OBJ) $(if $(ALONE),$(BUILD)/tests/tools/asan_alone.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) $(STATIC) $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/shim/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$< (shim))
	$(Q)$(CC) $(CFLAGS) $(OWN_CFLAGS) $(SHIM_FLAGS) $(call shim_tables,$<) -c -o $@ $<

$(BUILD)/libgoguard.so: $(SHIM_OBJ) lib/shim/exports.map
	$(call say,LD,$@)
	$(Q)$(CC) $(SHIM_LINK) -o $@ $(SHIM_OBJ)

# The calls that our own code makes while guarded: what the code says of itself, in #syscalls comments
$(BUILD)/gg_self_calls.h: $(wildcard lib/*/*.[ch]) tests/tools/self_calls.sh
	@mkdir -p $(@D)
	@sh tests/tools/self_calls.sh >$@.new
	@if cmp -s $@.new $@; then rm $@.new && touch $@; else $(if $(V),cat $@.new &&) mv $@.new $@; fi
$(BUILD)/lib/policy/core.o: | $(BUILD)/gg_self_calls.h
generated: $(BUILD)/gg_self_calls.h

# What other programs link with: the layers below the tool, and the public header's functions
EMBED = $(BUILD)/libgoguard-embed.a $(BUILD)/goguard.pc
$(BUILD)/libgoguard-embed.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcsD $@ $^
$(BUILD)/goguard.pc: packaging/goguard.pc.in VERSION
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' $< >$@

products: $(PRODUCTS) $(EMBED)

# --- tests: C ---------------------------------------------------------------------------------
UNIT_SRC = $(sort $(wildcard tests/unit/test_*.c))
UNIT = $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(LIB_OBJ) $(filter-out $(BUILD)/lib/tool/main.o,$(TOOL_OBJ))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS)
$(BUILD)/tests/unit/%.o: tests/unit/%.c
	@mkdir -p $(@D) $(BUILD)/tests
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(OWN_CFLAGS) $(PIE_CFLAGS) -Itests $(CPPFLAGS) -c -o $@ $<

# --- tests: Go. Nothing is downloaded and nothing is written outside $(BUILD) --------------------
GO = $(shell sh tests/tools/go.sh)
GO_HOME = $(abspath $(BUILD))/go
GO_ENV = GOENV=off GOTOOLCHAIN=local GOPROXY=off GOWORK=off GOFLAGS='-buildvcs=false -mod=mod' \
	GOCACHE=$(GO_HOME)/cache GOPATH=$(GO_HOME)/path GOTMPDIR= XDG_CONFIG_HOME=$(GO_HOME)/config
GO_SRC = $(foreach d,* */* */*/* */*/*/* */*/*/*/* */*/*/*/*/*,$(wildcard $(addprefix tests/live/go/$d.,go mod s)))
# Variants of a program in tests/live/go/NAME: static unless GO_VARIANTS_NAME says otherwise
GO_VARIANTS_acts = static stripped pie cgo
GO_VARIANTS_everything = static stripped pie cgo
GO_VARIANTS_cgo = cgo cgo-static
GO_VARIANTS_lambda = static pie
GO_VARIANTS_stacks = static stripped pie cgo
GO_VARIANTS_shapes = static stripped pie cgo
GO_VARIANTS_evasions = static cgo
GO_VARIANTS_packages = static stripped pie cgo
GO_NAMES = $(patsubst tests/live/go/%/main.go,%,$(sort $(wildcard tests/live/go/*/main.go)))
GO_TESTS = $(foreach n,$(GO_NAMES),$(foreach v,$(or $(GO_VARIANTS_$n),static),$(BUILD)/tests/go/$n.$v))

go_build_static = CGO_ENABLED=0 $(GO) build
go_build_stripped = CGO_ENABLED=0 $(GO) build -ldflags '-s -w'
go_build_trimpath = CGO_ENABLED=0 $(GO) build -trimpath
go_build_pie = CGO_ENABLED=0 $(GO) build -buildmode=pie
go_build_cgo = CGO_ENABLED=1 CC='$(CC)' $(GO) build
go_build_cgo-pie = CGO_ENABLED=1 CC='$(CC)' $(GO) build -buildmode=pie
go_build_cgo-static = CGO_ENABLED=1 CC='$(CC)' $(GO) build -tags osusergo,netgo -ldflags '-extldflags -static'

$(BUILD)/tests/go/%: $(GO_SRC)
	@mkdir -p $(@D) $(GO_HOME)
	$(call say,GO,$@)
	$(Q)cd tests/live/go/$(basename $*) && \
		$(GO_ENV) $(go_build_$(patsubst .%,%,$(suffix $*))) -o $(abspath $@) .

$(BUILD)/examples/hello: $(wildcard examples/hello/*.go) examples/hello/go.mod
	@mkdir -p $(@D) $(GO_HOME)
	$(call say,GO,$@)
	$(Q)cd examples/hello && $(GO_ENV) $(go_build_static) -o $(abspath $@) .
$(BUILD)/examples/postcard: $(wildcard $(addprefix examples/packages/,*.go go.mod */*.go */go.mod))
	@mkdir -p $(@D) $(GO_HOME)
	$(call say,GO,$@)
	$(Q)cd examples/packages && $(GO_ENV) $(go_build_static) -o $(abspath $@) .
EXAMPLES = $(addprefix $(BUILD)/examples/,hello postcard)

# The same programs by every Go at hand, for tests/live/12-go-versions.sh: VERSION/NAME.VARIANT
GOS = $(shell sh tests/tools/go.sh all)
GO_EVERY = $(foreach n,acts everything hello,$(addprefix $n.,static stripped pie cgo)) cgo.cgo stacks.static stacks.pie shapes.static evasions.static
GO_VERSIONS = $(foreach g,$(GOS),$(addprefix $(BUILD)/tests/go-versions/$(firstword $(subst :, ,$g))/,$(GO_EVERY)))
go_folder = $(if $(filter hello.%,$1),examples/hello,tests/live/go/$(basename $1))
$(BUILD)/tests/go-versions/%: GO = $(patsubst $(*D):%,%,$(filter $(*D):%,$(GOS)))
$(BUILD)/tests/go-versions/%: $(GO_SRC) $(wildcard examples/hello/*.go) examples/hello/go.mod
	@mkdir -p $(@D) $(GO_HOME)
	$(call say,GO,$@)
	$(Q)cd $(call go_folder,$(*F)) && \
		$(GO_ENV) $(go_build_$(patsubst .%,%,$(suffix $*))) -o $(abspath $@) .
go-versions: $(GO_VERSIONS)

# --- tests: C programs for the wrappers, for glibc and, where it is there, for musl ---------------
MUSL_CC ?= $(shell command -v musl-gcc)
PROBES = $(foreach l,glibc $(if $(MUSL_CC),musl),\
	$(addprefix $(BUILD)/tests/live/$l/,libprobe.so.1 wrap_probe libearly.so.1 wrap_early))
probe_cc = $(if $(filter %/musl/,$(dir $@)),$(MUSL_CC),$(CC)) -O2 -D_GNU_SOURCE $(WARN)
define probe_rules
$(BUILD)/tests/live/$1/lib%.so.1: tests/live/wrap_%lib.c
	@mkdir -p $$(@D)
	$$(call say,CC,$$@)
	$$(Q)$$(probe_cc) -shared -fPIC -pthread -Wl,-soname,$$(@F) -o $$@ $$<
$(BUILD)/tests/live/$1/wrap_%: tests/live/wrap_%.c $(BUILD)/tests/live/$1/lib%.so.1
	$$(call say,CC,$$@)
	$$(Q)$$(probe_cc) -Wl,-rpath,'$$$$ORIGIN' -o $$@ $$^
endef
$(foreach l,glibc musl,$(eval $(call probe_rules,$l)))
# A process by itself, and a person at a terminal
PROCESS_PROBES = $(addprefix $(BUILD)/tests/live/glibc/,proc_probe pty)
$(PROCESS_PROBES): $(BUILD)/tests/live/glibc/%: tests/live/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(probe_cc) -o $@ $< -lpthread -ldl
# Static ones (but the one that is preloaded), an act a run: a system call by its number, from a thread, from a child of vfork
ACT_PROBES = $(patsubst tests/live/%.c,$(BUILD)/tests/live/%,$(sort $(wildcard tests/live/probe_*.c)))
$(ACT_PROBES): $(BUILD)/tests/live/%: tests/live/%.c tests/live/probe.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) $(if $(filter %/probe_wrapped,$@),,-static) -pthread -o $@ $< -ldl
$(BUILD)/tests/live/probe_fault: tests/live/fault_calls.h
# A goguard one of whose allocations fails, those of its libraries included
SHORT_MEMORY = $(BUILD)/tests/live/short-memory/goguard
$(SHORT_MEMORY): tests/tools/short_memory.c $(LIB_OBJ) $(TOOL_OBJ)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) $(STATIC) $(LINK_HARDEN) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc -o $@ $^ $(LIBS)
# The embedding example against an installed tree, as a user has it
EMBED_ROOT = $(abspath $(BUILD))/tests/embed-root
EMBED_TESTS = $(BUILD)/tests/live/embed-c $(if $(shell command -v pkg-config),$(BUILD)/tests/live/embed-go)
EMBED_PKG = PKG_CONFIG_PATH=$(EMBED_ROOT)/lib/pkgconfig
$(EMBED_ROOT)/lib/pkgconfig/goguard.pc: $(EMBED) $(PRODUCTS) include/goguard.h
	$(Q)$(MAKE) --no-print-directory BUILD='$(BUILD)' PREFIX='$(EMBED_ROOT)' install >/dev/null
	$(Q)sed 's|^prefix=.*|prefix=$(EMBED_ROOT)|' $(BUILD)/goguard.pc >$@
$(BUILD)/tests/live/embed-c: examples/embed/embed.c $(EMBED_ROOT)/lib/pkgconfig/goguard.pc
	$(call say,CC,$@)
	$(Q)$(CC) $(WARN) -I$(EMBED_ROOT)/include $< -L$(EMBED_ROOT)/lib -lgoguard-embed -lconfig -lseccomp -lpthread -o $@
$(BUILD)/tests/live/embed-go: examples/embed/go/main.go examples/embed/go/go.mod $(EMBED_ROOT)/lib/pkgconfig/goguard.pc
	$(call say,GO,$@)
	$(Q)cd examples/embed/go && $(EMBED_PKG) $(GO_ENV) $(go_build_cgo) -o $(abspath $@) .

# Hostile ones, for tests/live/95-attacks.sh, and all of them as one program, the corpus
ATTACKS = $(patsubst tests/attacks/%.c,$(BUILD)/tests/live/%,$(sort $(wildcard tests/attacks/attack_*.c)))
$(ATTACKS): $(BUILD)/tests/live/%: tests/attacks/%.c tests/live/probe.h tests/attacks/race.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) -static -pthread -o $@ $<
# and one whose file asks for a stack that can be executed
$(BUILD)/tests/live/stack: tests/attacks/attack_pin.c tests/live/probe.h tests/attacks/race.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) -static -Wl,-z,execstack -pthread -o $@ $<
CORPUS = $(addprefix $(BUILD)/tests/live/,corpus corpus-dynamic)
CORPUS_ACTS = $(sort $(wildcard tests/attacks/attack_*.c)) $(addprefix tests/live/probe_,call.c file.c net.c)
CORPUS_OBJ = $(patsubst %.c,$(BUILD)/tests/corpus/%.o,$(notdir $(CORPUS_ACTS)))
$(CORPUS_OBJ): $(BUILD)/tests/corpus/%.o: tests/live/probe.h tests/attacks/race.h
$(BUILD)/tests/corpus/%.o: tests/attacks/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) -DGG_CORPUS=$* -fPIE -c -o $@ $<
$(BUILD)/tests/corpus/%.o: tests/live/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) -DGG_CORPUS=$* -fPIE -c -o $@ $<
$(CORPUS): tests/attacks/corpus.c tests/attacks/corpus_world.c tests/attacks/corpus.h $(CORPUS_OBJ)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) $(if $(filter %-dynamic,$@),-pie,-static) -fPIE -pthread -o $@ $(filter %.c %.o,$^)
# What `make install` leaves, and the program of README.md with what Go keeps of building it
INSTALLED = $(BUILD)/tests/live/installed
$(INSTALLED)/made: $(EMBED) $(PRODUCTS) $(COMPLETION) $(MAN) $(PROFILES) $(CAPS) include/goguard.h
	$(Q)rm -rf $(@D)
	$(Q)$(MAKE) --no-print-directory BUILD='$(BUILD)' PREFIX=/usr/local DESTDIR='$(abspath $(@D))' install >/dev/null
	@touch $@
READER = $(BUILD)/tests/live/reader
$(READER)/reader: README.md
	@mkdir -p $(@D)
	@awk '/^```/ { on = 0 } on; /^```go$$/ { on = 1 }' $< >$(@D)/main.go.new
	@cmp -s $(@D)/main.go.new $(@D)/main.go || cp $(@D)/main.go.new $(@D)/main.go
	@rm $(@D)/main.go.new && printf 'module example.com/reader\n' >$(@D)/go.mod
	$(call say,GO,$@)
	$(Q)cd $(@D) && $(GO_ENV) GOCACHE='$(abspath $(@D))/cache' $(go_build_static) -o reader .
# and the functions of the drills
DRILLS = $(addprefix $(BUILD)/tests/live/,drill_probe hole_probe)
$(DRILLS): $(BUILD)/tests/live/%: tests/drills/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(WARN) -static -pthread -o $@ $<
probes: $(CORPUS) $(SHORT_MEMORY) $(BUILD)/tests/live/stack $(INSTALLED)/made $(READER)/reader $(EMBED_TESTS) $(PROBES) $(PROCESS_PROBES) $(ACT_PROBES) $(ATTACKS) $(DRILLS)

# What becomes of each attack where something is missing; fails when the plan does not admit what is open
defence-matrix:
	@sh tests/tools/deps.sh build check
	$(Q)$(again) products probes
	$(Q)BUILD=$(abspath $(BUILD)) bash tests/attacks/matrix.sh
.PHONY: defence-matrix

# --- what people run: deps first, the rest in a second make, so that it sees what was installed ---
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
again = $(MAKE) --no-print-directory $(JOBS)

demo:
	@sh tests/tools/deps.sh build demo
	$(Q)$(again) products $(BUILD)/examples/hello
	$(Q)BUILD=$(abspath $(BUILD)) bash examples/hello/demo.sh

check:
	@sh tests/tools/deps.sh build demo check
	$(Q)$(again) products packages units go-tests go-versions probes $(EXAMPLES)
	$(Q)lint=0; $(again) -k layers headers sizes scripts || lint=$$?; \
		BUILD=$(abspath $(BUILD)) GG_GO_VERSIONS='$(foreach g,$(GOS),$(firstword $(subst :, ,$g)))' bash tests/run && \
		{ [ $$lint = 0 ] || { echo 'goguard: error: a lint failed, see above the tests' >&2; exit 1; }; }

# The Go of tomorrow, downloaded through the Go module proxy, which is why `make check` does without
GO_NEWEST ?= go1.27.3
check-go-newest: deps
	$(Q)go=$$(GO_HOME='$(GO_HOME)' sh tests/tools/go_fetch.sh $(GO_NEWEST)) && \
		$(again) products BUILD=$(BUILD) && $(again) go-versions GOS="$(GO_NEWEST):$$go" && \
		BUILD=$(abspath $(BUILD)) GG_GO_VERSIONS=$(GO_NEWEST) bash tests/run live 12-go-versions

# Chains and evasions by every Go that they are known of, linked in every way: Debian's packages of these, and the
# newest. Writes docs/go-matrix.md. GO_MATRIX_CELLS='1.26/shapes.cgo 1.19/evasions.static esbuild': only these
GO_MATRIX ?= 1.19 1.21 1.22 1.23 1.24 1.25 1.26
GO_MATRIX_PROGRAMS = $(addprefix shapes.,static stripped trimpath pie cgo cgo-pie cgo-static) \
	$(addprefix evasions.,static cgo)
GO_MATRIX_DIR = $(BUILD)/tests/go-matrix
go_numbers = $(subst ., ,$(patsubst go%,%,$(firstword $(subst :, ,$1))))
go_cell = $(word 1,$(call go_numbers,$1)).$(word 2,$(call go_numbers,$1))/$2
go_matrix_wants = $(if $(GO_MATRIX_CELLS),$(filter $1,$(GO_MATRIX_CELLS)),$1)
GO_MATRIX_SERIES = $(foreach g,$(GO_MATRIX),$(if $(call go_matrix_wants,$g/%),$g))
GO_MATRIX_BUILT = $(foreach g,$(GOS),$(foreach p,$(GO_MATRIX_PROGRAMS),$(if $(call go_matrix_wants,$(call go_cell,$g,$p)),\
	$(GO_MATRIX_DIR)/$(firstword $(subst :, ,$g))/$p)))
$(GO_MATRIX_DIR)/%: GO = $(patsubst $(*D):%,%,$(filter $(*D):%,$(GOS)))
$(GO_MATRIX_DIR)/%: $(GO_SRC)
	@mkdir -p $(@D) $(GO_HOME)
	$(call say,GO,$@)
	$(Q)cd tests/live/go/$(basename $(*F)) && \
		$(GO_ENV) $(go_build_$(patsubst .%,%,$(suffix $*))) -o $(abspath $@) .
go-matrix-programs: $(GO_MATRIX_BUILT)
check-go-matrix: deps
	$(Q)$(again) products
	$(Q)gos=$$(GO_HOME='$(GO_HOME)' sh tests/tools/go_debian.sh $(GO_MATRIX_SERIES)) && \
		newest=$$(GO_HOME='$(GO_HOME)' sh tests/tools/go_fetch.sh $(GO_NEWEST)) && \
		GO_HOME='$(GO_HOME)' sh tests/tools/esbuild_fetch.sh $(GO_MATRIX_DIR)/esbuild && \
		$(again) go-matrix-programs GOS="$$(echo $$gos) $(GO_NEWEST):$$newest" && \
		BUILD=$(abspath $(BUILD)) GO_MATRIX_CELLS='$(GO_MATRIX_CELLS)' bash tests/go_matrix.sh $(GO_MATRIX_PROGRAMS)
.PHONY: go-matrix-programs check-go-matrix

# The Lambda function with AWS's own client, which is downloaded, too
check-lambda-sdk: deps
	$(Q)$(again) products go-tests
	$(Q)GO_HOME='$(GO_HOME)' sh tests/live/go/lambda/sdk/build.sh '$(abspath $(BUILD))/tests/go/lambda.sdk'
	$(Q)BUILD=$(abspath $(BUILD)) GG_LAMBDA=sdk bash tests/run live 80-profiles-lambda

# The shim with the glibc of other Debian releases, which are downloaded, too
GLIBCS ?= bullseye trixie
check-glibcs: deps
	$(Q)$(again) products
	$(Q)sh tests/tools/glibcs.sh '$(BUILD)' $(GLIBCS)
.PHONY: check-glibcs

# Unit tests, and live tests of the most important things, on other kernels and another machine: emulated, by
# tests/kernels/run.sh, which says what can be chosen besides. Writes docs/kernels.md
KERNELS ?= bullseye/amd64 bookworm/amd64 trixie/amd64 bookworm/arm64
check-kernels:
	@sh tests/tools/deps.sh build demo check kernels
	$(Q)$(again) products units go-tests probes
	$(Q)BUILD=$(abspath $(BUILD)) bash tests/kernels/run.sh $(KERNELS)
.PHONY: check-kernels

# Go's own tests, with and without the guard; writes docs/gostd.md. GG_GOSTD="os net": only these
check-gostd:
	@sh tests/tools/deps.sh build demo
	$(Q)$(again) products
	$(Q)BUILD=$(abspath $(BUILD)) GO='$(GO)' bash tests/gostd/run.sh
.PHONY: check-gostd

# The live tests beneath everything that may be refused, and each pair; writes docs/fallbacks.md. Hours.
# GG_FALLBACKS=singles, or "NAME NAME,NAME": only these
check-fallbacks:
	@sh tests/tools/deps.sh build demo check
	$(Q)$(again) products packages go-tests go-versions probes $(EXAMPLES)
	$(Q)BUILD=$(abspath $(BUILD)) GG_GO_VERSIONS='$(foreach g,$(GOS),$(firstword $(subst :, ,$g)))' bash tests/fallbacks/run.sh
.PHONY: check-fallbacks

# Drills of failures, which `make check` has among the live tests, and the long one, which it has not
check-drills soak:
	@sh tests/tools/deps.sh build demo check
	$(Q)$(again) products go-tests probes
	$(Q)BUILD=$(abspath $(BUILD)) GG_TEST_TIMEOUT=$(if $(filter soak,$@),3600,180) bash tests/run $(patsubst check-%,%,$@)
.PHONY: check-drills soak

# Each system call of a start and of what a function does fails once, and allocations: a quarter of an hour
check-faults:
	@sh tests/tools/deps.sh build demo check
	$(Q)$(again) products go-tests probes
	$(Q)BUILD=$(abspath $(BUILD)) GG_FAULTS=all GG_TEST_TIMEOUT=7200 bash tests/run live 91-faults
.PHONY: check-faults

# How fast: docs/benchmarks.md, docs/bench/*.svg, build/bench/results.json. Installs what is compared.
# BENCH_ROUNDS, BENCH_SECONDS, BENCH_EVENTS, BENCH_ONLY="p1 p4": see tests/bench/run.sh
bench:
	@sh tests/tools/deps.sh build demo bench
	$(Q)$(again) products
	$(Q)BUILD=$(abspath $(BUILD)) GO='$(GO)' bash tests/bench/run.sh
bench-document:
	$(Q)BUILD=$(abspath $(BUILD)) GO='$(GO)' bash tests/bench/run.sh document
.PHONY: bench bench-document

unit: units
	$(Q)BUILD=$(abspath $(BUILD)) bash tests/run unit

units: $(UNIT)
go-tests: $(GO_TESTS)

deps:
	@sh tests/tools/deps.sh build demo check
deps-lint:
	@sh tests/tools/deps.sh build check lint

# Sanitizers over the unit tests
# (the Go programs that they look at are those of the ordinary build)
asan ubsan: deps
	$(Q)$(again) go-tests
	@mkdir -p $(BUILD)/$@/tests
	@rm -rf $(BUILD)/$@/tests/go $(BUILD)/$@/tests/go-versions
	@for d in go go-versions; do ln -s $(abspath $(BUILD))/tests/$$d $(BUILD)/$@/tests/$$d; done
	$(Q)$(again) BUILD=$(BUILD)/$@ CFLAGS='-O1 -g' SAN='$(SAN_$@)' unit
SAN_asan = -fsanitize=address -DGG_SANITIZER
SAN_ubsan = -fsanitize=undefined -fno-sanitize-recover=undefined -DGG_SANITIZER

# and over live tests and drills, where they watch the tool: the supervisor, and all up to the guard. The shim is
# what stands in foreign programs, without libc: no sanitizer runs there. Here it lets constructors come first, as
# asan_alone.c wants it. ASAN_LIVE="20-open 98-harden": only these
SAN_live = -fsanitize=address,undefined -fno-sanitize-recover=undefined -DGG_SANITIZER
SAN_live_link = ALONE=1 LDFLAGS='-static-libasan -static-libubsan'
$(BUILD)/tests/tools/asan_alone.o: HARDEN =
check-asan-live check-asan-drills:
	@sh tests/tools/deps.sh build demo check
	$(Q)$(again) products go-tests go-versions probes $(EXAMPLES)
	$(Q)$(again) BUILD=$(BUILD)/asan-live CFLAGS='-O1 -g' SAN='$(SAN_live)' $(SAN_live_link) $(BUILD)/asan-live/goguard
	$(Q)$(CC) $(subst -z$(,)initfirst,-z$(,)defs,$(SHIM_LINK)) -o $(BUILD)/asan-live/libgoguard.so $(SHIM_OBJ)
	$(Q)bash tests/tools/asan_live.sh $(abspath $(BUILD)) $(@:check-asan-%=%) $(ASAN_LIVE)

# Memory that is read before it is written, in unit tests. Valgrind has no seccomp(2): it answers ENOSYS, so that
# nothing can be guarded beneath it. VALGRIND="test_text test_who": only these
check-valgrind: deps
	$(Q)$(again) units go-tests
	$(Q)BUILD=$(abspath $(BUILD)) bash tests/tools/valgrind.sh $(VALGRIND)
.PHONY: check-asan-live check-asan-drills check-valgrind

# Fuzzers, each for FUZZ_SECONDS; what they find stays in $(BUILD)/fuzz, what they learn in its corpus.
# FUZZ_SEED: where the random numbers begin; 0: elsewhere every time
FUZZ_SECONDS ?= 30
FUZZ_SEED ?= 0
FUZZ_CC ?= clang-14
FUZZ_SAN = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -DGG_SANITIZER
FUZZ = $(patsubst tests/fuzz/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SEEDS_fuzz_policy = policy tests/golden
FUZZ_OPT_fuzz_golang = -max_len=2048
FUZZ_OPT_fuzz_notify = -max_len=400 -len_control=0
FUZZ_OPT_fuzz_walk = -max_len=80
# What would be asked of a listener, the target answers
FUZZ_LINK_fuzz_notify = -Wl,--wrap=ioctl
fuzz:
	@sh tests/tools/deps.sh build check fuzz
	$(Q)$(again) BUILD=$(BUILD)/fuzz CC=$(FUZZ_CC) CFLAGS='-O1 -g' SAN='$(FUZZ_SAN)' fuzz-programs
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz fuzz-run
fuzz-programs: $(FUZZ)
fuzz-run: $(FUZZ:$(BUILD)/tests/%=fuzz-run-%)
fuzz-run-%:
	@mkdir -p $(BUILD)/corpus/$*
	@[ ! -e tests/fuzz/corpus/$*.hex ] || bash tests/fuzz/seeds.sh tests/fuzz/corpus/$*.hex $(BUILD)/corpus/$*
	@echo '  FUZZ  $*, $(FUZZ_SECONDS) s'
	$(Q)$(BUILD)/tests/$* -seed=$(FUZZ_SEED) -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_funcs=0 $(FUZZ_OPT_$*) \
		-artifact_prefix=$(BUILD)/$*. $(BUILD)/corpus/$* $(FUZZ_SEEDS_$*) >$(BUILD)/$*.log 2>&1 </dev/null || \
		{ tail -n 40 $(BUILD)/$*.log; exit 1; }
	@grep "^Done" $(BUILD)/$*.log
FUZZ_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/fuzz/fuzz_%,$(wildcard tests/fuzz/*.c)))
$(BUILD)/tests/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_OBJ) $(LIB_OBJ) $(filter-out $(BUILD)/lib/tool/main.o,$(TOOL_OBJ))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) -fsanitize=fuzzer $(FUZZ_LINK_fuzz_$*) $(LDFLAGS) -o $@ $^ $(LIBS)

# --- lint -------------------------------------------------------------------------------------
LINT_SRC = $(sort $(wildcard lib/*/*.c))
LINT_FLAGS = -std=gnu11 -D_GNU_SOURCE -DGG_VERSION='"0"' -DGG_PROFILE_DIR='"/"' -Ilib -Iinclude -I$(BUILD)
layers:
	$(Q)sh tests/tools/layers.sh
headers: generated
	$(Q)CC='$(CC)' sh tests/tools/headers.sh $(LINT_FLAGS)
sizes:
	$(Q)sh tests/tools/sizes.sh
scripts:
	$(Q)sh tests/tools/scripts.sh
tidy: deps-lint generated
	$(Q)printf '%s\n' $(LINT_SRC) | xargs -P $$(nproc) -I{} \
		clang-tidy-14 --quiet --warnings-as-errors='*' --checks="$$(awk \
			'!/^#/ && NF { printf "%s-%s", c, $$1; c = "," }' tests/tools/tidy.off)" {} -- $(LINT_FLAGS)
cppcheck: deps-lint
	$(Q)cppcheck --quiet --std=c11 --enable=warning,style,performance,portability --inline-suppr \
		--inconclusive --error-exitcode=1 --suppressions-list=tests/tools/cppcheck.suppress \
		-j $$(nproc) -D__x86_64__ -D_GNU_SOURCE -DGG_VERSION='"0"' -Ilib -Iinclude lib

# Compiles everything for arm64 and links what needs no foreign library: the shim, the attacks
arm64: deps-lint
	@mkdir -p $(BUILD)/arm64/include
	@cp $$(printf '#include <%s.h>\n' libconfig seccomp jansson | gcc -M -x c - | tr ' ' '\n' | \
		grep -E '/(libconfig|seccomp|jansson)[a-z_-]*\.h$$' | grep -v /linux/) $(BUILD)/arm64/include
	@mkdir -p $(BUILD)/arm64/include/openssl
	@cp $$(echo '#include <openssl/sha.h>' | gcc -M -x c - | tr ' ' '\n' | grep -E '/openssl/[a-z0-9_]*\.h$$') \
		$(BUILD)/arm64/include/openssl
	$(Q)$(again) BUILD=$(BUILD)/arm64 CC=aarch64-linux-gnu-gcc CPPFLAGS='-isystem $(BUILD)/arm64/include' arm64-objects
	$(Q)sh tests/tools/shim_size.sh $(BUILD)/arm64/libgoguard.so aarch64-linux-gnu-
arm64-objects: $(LIB_OBJ) $(TOOL_OBJ) $(BUILD)/libgoguard.so $(PROCESS_PROBES) $(ACT_PROBES) $(ATTACKS) $(CORPUS)

# --- install ----------------------------------------------------------------------------------
MAN = $(wildcard docs/man/*.[1-8])
man_path = $(PREFIX)/share/man/man$(patsubst .%,%,$(suffix $1))/$(notdir $1)
INSTALL_PAIRS = $(foreach p,$(PRODUCTS),$p:$(PREFIX)/$(if $(filter %.so,$p),lib,bin)/$(notdir $p)) \
	$(foreach p,$(wildcard include/*.h),$p:$(PREFIX)/include/$(notdir $p)) \
	$(BUILD)/libgoguard-embed.a:$(PREFIX)/lib/libgoguard-embed.a \
	$(BUILD)/goguard.pc:$(PREFIX)/lib/pkgconfig/goguard.pc \
	$(foreach p,$(wildcard policy/*.cfg),$p:$(PREFIX)/share/goguard/policy/$(notdir $p)) \
	$(foreach p,$(CAPS),$p:$(PREFIX)/share/goguard/caps/$(notdir $p)) \
	$(foreach p,README.md $(wildcard docs/*.md docs/*.json),$p:$(PREFIX)/share/doc/goguard/$(notdir $p)) \
	$(foreach p,$(MAN),$p:$(call man_path,$p)) $(COMPLETION_PAIRS)
# Written by the program itself, so only where it runs
COMPLETION = $(if $(filter $(shell uname -m)-%,$(shell $(CC) -dumpmachine)),$(addprefix $(BUILD)/completion/,bash zsh))
COMPLETION_PAIRS = $(if $(COMPLETION),$(BUILD)/completion/bash:$(PREFIX)/share/bash-completion/completions/goguard \
	$(BUILD)/completion/zsh:$(PREFIX)/share/zsh/site-functions/_goguard)
$(BUILD)/completion/%: $(BUILD)/goguard
	@mkdir -p $(@D)
	$(Q)$(BUILD)/goguard completion $* >$@
# Folders that are goguard's own
INSTALL_FOLDERS = $(addprefix $(PREFIX)/share/,goguard/policy goguard/caps goguard doc/goguard)

install: products $(COMPLETION)
	$(Q)set -e; for pair in $(INSTALL_PAIRS); do from=$${pair%%:*} to='$(DESTDIR)'$${pair#*:}; \
		mode=644; case $$to in */bin/*) mode=755 ;; esac; \
		install -D -m $$mode "$$from" "$$to"; done
	$(Q)sed -i 's|^prefix=.*|prefix=$(PREFIX)|' '$(DESTDIR)$(PREFIX)/lib/pkgconfig/goguard.pc'
uninstall:
	$(Q)for pair in $(INSTALL_PAIRS); do rm -f '$(DESTDIR)'"$${pair#*:}"; done
	$(Q)for folder in $(INSTALL_FOLDERS); do \
		rmdir --ignore-fail-on-non-empty '$(DESTDIR)'"$$folder" 2>/dev/null || :; done

# --- packages: the same bytes for the same commit, whatever folder it is built in -----------------
PACKAGE = $(BUILD)/package
STRIP ?= strip
EPOCH = $(shell sh packaging/epoch.sh)
DEB = $(PACKAGE)/goguard_$(VERSION).deb
LAYER = $(PACKAGE)/goguard-$(VERSION)-lambda-layer.zip
DIST = $(PACKAGE)/goguard-$(VERSION).tar.gz
# For who builds them again elsewhere and compares
FLAGS = $(PACKAGE)/flags
$(FLAGS):
	@mkdir -p $(@D)
	@printf '%s\n' 'CC=$(CC)' 'CFLAGS=$(CFLAGS)' 'LDFLAGS=$(LDFLAGS)' 'CPPFLAGS=$(CPPFLAGS)' >$@
# The two objects that know where profiles are installed, once more, for /usr
usr = $(foreach o,$1,$(if $(filter %/policy/extend.o %/plan/caps_find.o,$o),$(o:$(BUILD)/%=$(BUILD)/usr/%),$o))
$(BUILD)/usr/%.o: PREFIX = /usr
$(BUILD)/usr/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$< (/usr))
	$(Q)$(CC) $(CFLAGS) $(OWN_CFLAGS) $(PIE_CFLAGS) $(CPPFLAGS) -c -o $@ $<
$(BUILD)/usr/goguard: $(call usr,$(LIB_OBJ) $(TOOL_OBJ))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(HARDEN) $(STATIC) $(LINK_HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/usr/libgoguard-embed.a: $(call usr,$(LIB_OBJ))
	$(Q)rm -f $@ && $(AR) rcsD $@ $^
# $1 becomes what `make install PREFIX=/usr` gives, then loses its debugging information
stage = --no-print-directory BUILD='$(BUILD)' PREFIX=/usr DESTDIR='$(abspath $1)' install
stripped = $(STRIP) -o $1/usr/bin/goguard $(BUILD)/usr/goguard && $(STRIP) $1/usr/lib/libgoguard.so && \
	$(STRIP) -g -D -o $1/usr/lib/libgoguard-embed.a $(BUILD)/usr/libgoguard-embed.a
$(DEB) $(LAYER): products $(FLAGS) $(BUILD)/usr/goguard $(BUILD)/usr/libgoguard-embed.a
$(DEB):
	$(call say,DEB,$@)
	$(Q)rm -rf $(PACKAGE)/deb
	$(Q)$(MAKE) $(call stage,$(PACKAGE)/deb)
	$(Q)$(call stripped,$(PACKAGE)/deb) && sh packaging/deb.sh $(PACKAGE)/deb $(VERSION) \
		"$$($(CC) -dumpmachine)" $(EPOCH) $@
$(LAYER):
	$(call say,ZIP,$@)
	@sh tests/tools/deps.sh layer
	$(Q)rm -rf $(PACKAGE)/layer
	$(Q)$(MAKE) $(call stage,$(PACKAGE)/layer)
	$(Q)$(call stripped,$(PACKAGE)/layer) && sh packaging/layer.sh $(PACKAGE)/layer $(EPOCH) $@
$(DIST):
	@mkdir -p $(@D)
	$(call say,TAR,$@)
	$(Q)sh packaging/dist.sh goguard-$(VERSION) $(EPOCH) $@
deb: $(DEB)
layer: $(LAYER)
dist: $(DIST)
.PHONY: deb layer dist $(DEB) $(LAYER) $(DIST) $(FLAGS)
# What the tests want to see: the sources only where git has them
packages: deb layer $(if $(shell git ls-files VERSION 2>/dev/null),dist)
.PHONY: packages

clean:
	$(Q)chmod -R u+w $(BUILD) 2>/dev/null || :
	$(Q)rm -rf $(BUILD)

help:
	@echo 'make all          build/goguard and build/libgoguard.so'
	@echo 'make demo         install what is missing, build, and guard the example function'
	@echo 'make check        the same, then every test (unit, live, live again as another user)'
	@echo 'make unit         unit tests only'
	@echo 'make check-drills soak    drills of failures only, and the one that takes an hour'
	@echo 'make check-faults         every system call and allocation of a guarded start fails once'
	@echo 'make deps         install what is missing (Debian, as root), or say what is'
	@echo 'make asan ubsan   unit tests under a sanitizer'
	@echo 'make check-asan-live check-asan-drills    with a goguard that ASan and UBSan watch; ASAN_LIVE="NAME ...": only these'
	@echo 'make check-valgrind     unit tests under valgrind'
	@echo 'make fuzz         every fuzz target for FUZZ_SECONDS (30), with clang'
	@echo 'make layers headers sizes scripts tidy cppcheck    lints'
	@echo 'make arm64        compile for arm64, which needs a cross compiler'
	@echo 'make check-go-newest    download GO_NEWEST=$(GO_NEWEST), then the tests of Go versions by it'
	@echo 'make check-go-matrix    chains by Go $(firstword $(GO_MATRIX)) to $(GO_NEWEST), downloaded, linked in every way (GO_MATRIX_CELLS); writes docs/go-matrix.md'
	@echo "make check-lambda-sdk   download AWS's client of the Lambda Runtime API, then the Lambda tests with it"
	@echo 'make check-glibcs       download the glibc of GLIBCS="$(GLIBCS)", then the tests of the shim with each'
	@echo 'make check-kernels      emulate KERNELS="$(KERNELS)", which are downloaded; writes docs/kernels.md'
	@echo "make check-gostd        the tests of Go's standard library, guarded and not; writes docs/gostd.md"
	@echo "make check-fallbacks    the live tests beneath every refusal and pair, for hours; writes docs/fallbacks.md"
	@echo 'make bench        measure, also beside other sandboxes, which it installs; writes docs/benchmarks.md'
	@echo 'make defence-matrix     every attack, where something is missing; writes docs/defence-matrix.md'
	@echo 'make install uninstall    PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)'
	@echo 'make deb layer dist       packages in build/package: for Debian, for AWS Lambda, the sources'
	@echo 'V=1 shows commands, DEVELOPER=1 makes warnings errors, CFLAGS and BUILD are yours'

-include $(shell find $(BUILD) '(' -name go -o -path '$(BUILD)/kernels' ')' -prune -o -type f -name '*.d' -print 2>/dev/null)
.PHONY: all products generated demo check unit units go-tests go-versions check-go-newest check-lambda-sdk \
	probes deps deps-lint asan ubsan fuzz fuzz-programs fuzz-run layers headers sizes scripts \
	tidy cppcheck arm64 arm64-objects install uninstall clean help
.SECONDARY:
.DELETE_ON_ERROR:
