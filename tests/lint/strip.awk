# strip - prints C as "file:line:code" without comments, and without the
# inside of strings unless keep_strings is set. Empty lines are dropped.

FNR == 1 {
	in_comment = 0
}
{
	code = ""
	rest = $0
	while (rest != "") {
		if (in_comment) {
			end = index(rest, "*/")
			if (!end)
				break
			rest = substr(rest, end + 2)
			in_comment = 0
			continue
		}
		if (!match(rest, /\/\*|\/\/|["']/)) {
			code = code rest
			break
		}
		code = code substr(rest, 1, RSTART - 1)
		mark = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		if (mark == "//")
			break
		if (mark == "/*") {
			in_comment = 1
			continue
		}
		# A literal ends at its quote that no backslash hides.
		if (mark == "\"")
			match(rest, /^([^"\\]|\\.)*"?/)
		else
			match(rest, /^([^'\\]|\\.)*'?/)
		if (keep_strings)
			code = code mark substr(rest, 1, RLENGTH)
		else
			code = code mark mark
		rest = substr(rest, RLENGTH + 1)
	}
	if (code ~ /[^ \t]/)
		print FILENAME ":" FNR ":" code
}
