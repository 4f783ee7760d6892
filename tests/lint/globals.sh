#!/usr/bin/env bash
# No mutable state that outlives a call: the objects of src hold nothing in
# .data or .bss. Reads objects, not text, so that nothing is missed.
#
#   globals.sh BUILD_DIR
set -euo pipefail
build=${1:-build}
[ -d "$build/obj/src" ] || {
	echo "no objects in $build: run make first"
	exit 1
}

# What a signal handler must find has no other place to be.
allowed='^src/ui/term(_[a-z]+)?\.c: crash(_| is)'

find "$build/obj/src" -name '*.o' | sort | while IFS= read -r object; do
	source=${object#"$build"/obj/}
	objdump -t "$object" | LC_ALL=C awk -v source="${source%.o}.c" '
		$2 ~ /O/ && $3 ~ /^\.t?(data|bss)/ && $3 !~ /^\.data\.rel\.ro/ || $3 == "O" && $4 ~ /^\.t?(data|bss)/ && $4 !~ /^\.data\.rel\.ro/ {
			if ($NF !~ /^(__gcov|__asan|\.LASAN|__odr)/)
				print source ": " $NF " is mutable and outlives its function"
		}'
done | grep -vE "$allowed" && exit 1
exit 0
