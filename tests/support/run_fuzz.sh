#!/usr/bin/env bash
# Builds each fuzz target with libFuzzer and runs it for some seconds.
#
#   run_fuzz.sh BUILD_DIR SECONDS TARGET.c...
#
# A target is linked with core/base and the engines of core/*/: what needs no
# database, no library and no terminal. Seed inputs stand in tests/fuzz/NAME/.
set -euo pipefail
build=$1
seconds=$2
shift 2
mkdir -p "$build/fuzz"
sources=()
for source in src/core/*/*.c; do
	case $source in
	src/core/spool/*) ;; # SQLite's
	*) sources+=("$source") ;;
	esac
done
for target in "$@"; do
	name=$(basename "$target" .c)
	corpus=$build/fuzz/$name.corpus
	mkdir -p "$corpus"
	echo "  FUZZ    $target"
	clang -std=gnu11 -g -O1 -D_GNU_SOURCE -DGEMBA_SMALL_CHUNKS -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -Isrc -I"$build/gen" -Itests -o "$build/fuzz/$name" \
		"$target" "${sources[@]}" "$build/gen/embedded.c" -lm
	seeds=()
	[ ! -d "tests/fuzz/$name" ] || seeds=("tests/fuzz/$name")
	"$build/fuzz/$name" -max_total_time="$seconds" -max_len=4096 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix="$build/fuzz/$name-" "$corpus" "${seeds[@]}"
done
