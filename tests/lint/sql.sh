#!/usr/bin/env bash
# SQL: each file says what it is for, dynamic SQL is built by format() from
# %I, %L and USING only, and a SECURITY DEFINER function pins its search_path.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"

mapfile -t files < <(find sql -name '*.sql' 2>/dev/null | sort)
[ ${#files[@]} -gt 0 ] || exit 0
LC_ALL=C awk '
function complain(line, text)
{
	print file ":" line ": " text
	wrong = 1
}

function end_of_file()
{
	end_of_function()
	if (dynamic != "")
		complain(dynamic_line, "EXECUTE without an end")
	dynamic = ""
}

function end_of_function()
{
	if (is_definer && !has_path)
		complain(function_line, "SECURITY DEFINER without SET search_path")
	is_definer = has_path = function_line = 0
}

# After "(": the rest behind its ")".
function behind_parenthesis(text,    depth, i, c)
{
	depth = 1
	for (i = 1; i <= length(text) && depth > 0; i++) {
		c = substr(text, i, 1)
		depth += c == "(" ? 1 : c == ")" ? -1 : 0
	}
	return substr(text, i)
}

# Values may be put together with ||, for %I, %L and USING quote them; the
# statement itself is one literal.
function check_dynamic(    rest)
{
	rest = dynamic
	gsub(/\047[^\047]*\047/, "\047\047", rest)
	gsub(/[ \t]+/, " ", rest)
	if (rest ~ /^EXECUTE format ?\( ?(\047\047 ?)+[,)]/) {
		sub(/^EXECUTE format ?\(/, "", rest)
		rest = behind_parenthesis(rest)
	} else if (!sub(/^EXECUTE (\047\047 ?)+/, "", rest)) {
		complain(dynamic_line, "EXECUTE of something else than format() of a literal, or a literal")
	}
	if (rest !~ /^ ?(;|USING|INTO|LOOP|using|into|loop|\047)/ && rest !~ /^EXECUTE/)
		complain(dynamic_line, "EXECUTE of a text put together")
	# A regclass quotes itself, where the cast shows that it is one.
	rest = dynamic
	if (gsub(/%([0-9]+\$)?-?[0-9]*s/, "", rest) > gsub(/::[ \t]*regclass/, "", rest))
		complain(dynamic_line, "EXECUTE with %s: use %I, %L, USING, or %s of a value::regclass")
	dynamic = ""
}

FNR == 1 {
	if (file != "")
		end_of_file()
	file = FILENAME
	begun = 0
}
!begun && /[^ \t]/ {
	begun = 1
	if ($0 !~ /^--/)
		complain(FNR, "the file does not say what it is for")
}
{
	code = $0
	if (code !~ /\047[^\047]*--/)
		sub(/--.*/, "", code)
	upper = toupper(code)
}
upper ~ /CREATE[ \t]+(OR[ \t]+REPLACE[ \t]+)?(FUNCTION|PROCEDURE)/ {
	end_of_function()
	function_line = FNR
}
upper ~ /SECURITY[ \t]+DEFINER/ { is_definer = 1; if (!function_line) function_line = FNR }
upper ~ /SET[ \t]+SEARCH_PATH/ { has_path = 1 }
dynamic == "" && upper ~ /(^|[^A-Z_])EXECUTE([^A-Z_]|$)/ {
	rest = upper
	gsub(/(GRANT|REVOKE)[^;]*EXECUTE|EXECUTE[ \t]+(ON|FUNCTION|PROCEDURE)|\047[^\047]*\047/, "", rest)
	if (rest ~ /(^|[^A-Z_])EXECUTE([^A-Z_]|$)/) {
		dynamic_line = FNR
		dynamic = code
		sub(/^.*[Ee][Xx][Ee][Cc][Uu][Tt][Ee]/, "EXECUTE", dynamic)
		if (dynamic ~ /EXECUTE[ \t]*$/)
			dynamic = "EXECUTE "
		if (dynamic ~ /;|[ \t]LOOP/)
			check_dynamic()
		next
	}
}
dynamic != "" {
	dynamic = dynamic " " code
	sub(/EXECUTE[ \t]+/, "EXECUTE ", dynamic)
	if (code ~ /;|LOOP/)
		check_dynamic()
}
END {
	end_of_file()
	exit wrong
}' "${files[@]}"
