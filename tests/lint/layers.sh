#!/usr/bin/env bash
# The include graph: ui -> core -> db, base for all, no circle, and each
# foreign library in its one place. Prints what is wrong; exits 1 if anything.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"

mapfile -t files < <(find src -name '*.[ch]' | sort)
[ ${#files[@]} -gt 0 ] || exit 0

grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null "${files[@]}" | LC_ALL=C awk -v headers="$(find src -name '*.h' | tr '\n' ' ')" '
function layer(path)
{
	if (path ~ /^core\/base\//) return "base"
	if (path ~ /^core\//) return "core"
	if (path ~ /^db\//) return "db"
	if (path ~ /^ui\//) return "ui"
	if (path == "main.c") return "main"
	return ""
}

function complain(text)
{
	print place ": " text
	wrong = 1
}

# Where a library may be included; "" when it is none of those we watch.
function home(header)
{
	if (header ~ /^(ncursesw?\/)?(n?curses|panel|term|form|menu)\.h$/) return "^ui/"
	if (header ~ /^(postgresql\/)?(libpq|pg_|postgres)/) return "^db/"
	if (header == "libconfig.h") return "^core/config[a-z_]*\\.c$"
	if (header ~ /^(inih\/)?ini\.h$/) return "^ui/theme\\.c$"
	if (header == "sqlite3.h") return "^core/spool"
	if (header == "jansson.h") return "^(core/[^b]|ui/)"
	return ""
}

# A module is x.c, x.h and, where there is an x.h, every x_part.[ch] beside it.
function module(path)
{
	sub(/\.[a-z]+$/, "", path)
	for (prefix = path; sub(/_[a-z0-9]+$/, "", prefix);)
		if (prefix in has_header)
			return prefix
	return path
}

BEGIN {
	n = split(headers, header_path, " ")
	for (i = 1; i <= n; i++) {
		sub(/^src\//, "", header_path[i])
		sub(/\.h$/, "", header_path[i])
		has_header[header_path[i]] = 1
	}
	allowed["base"] = " base "
	allowed["db"] = " db base "
	allowed["core"] = " core db base "
	allowed["ui"] = " ui core base "
	allowed["main"] = " ui core db base "
}

{
	split($0, part, ":")
	place = part[1] ":" part[2]
	from = substr(part[1], 5)
	if (!match($0, /["<][^">]+[">]/))
		next
	header = substr($0, RSTART + 1, RLENGTH - 2)
	where = home(header)
	if (where != "" && from !~ where)
		complain(header " does not belong here")
	to = layer(header)
	if (to == "")
		next
	if (index(allowed[layer(from)], " " to " ") == 0)
		complain(layer(from) " must not include " header)
	a = module(from)
	b = module(header)
	if (a != b && !((a, b) in edge))
		edge[a, b] = place
}

# Modules that nobody includes, or that include nobody, are in no circle;
# taken away again and again they leave few to search.
function prune(    changed, pair, end, has_in, has_out)
{
	do {
		changed = 0
		split("", has_in)
		split("", has_out)
		for (pair in edge) {
			split(pair, end, SUBSEP)
			has_out[end[1]] = 1
			has_in[end[2]] = 1
		}
		for (pair in edge) {
			split(pair, end, SUBSEP)
			if (!(end[1] in has_in) || !(end[2] in has_out)) {
				delete edge[pair]
				changed = 1
			}
		}
	} while (changed)
}

function reaches(a, b,    pair, end)
{
	if (a == b)
		return 1
	visited[a] = 1
	for (pair in edge) {
		split(pair, end, SUBSEP)
		if (end[1] == a && !(end[2] in visited) && reaches(end[2], b))
			return 1
	}
	return 0
}

END {
	prune()
	for (pair in edge) {
		split(pair, end, SUBSEP)
		split("", visited)
		if (reaches(end[2], end[1])) {
			print edge[pair] ": include circle: " end[1] " -> " end[2]
			wrong = 1
		}
	}
	exit wrong
}'
