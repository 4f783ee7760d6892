# embed - turns SQL and themes into C, with any POSIX awk.
#
#   mode=ids    enum query_id of the named statements   (query_ids.h)
#   mode=table  their texts, parameters and columns     (queries.c, included by src/db/query.c)
#   mode=files  whole files, for struct embedded_files  (embedded.c)
#
# A named statement:
#
#   -- name: stock_by_lot
#   -- in:  token secret, material code, lot code?
#   -- out: lot code, quantity qty
#   -- Any other comment line is dropped.
#   SELECT lot, quantity FROM api.stock_by_lot($1, $2, $3);
#
# in: and out: may repeat; "?" means that NULL is allowed. The kinds are those
# of enum value_kind in src/core/base/rows.h.

function fail(text)
{
	printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
	failed = 1
	exit 1
}

# A line as the inside of a C string literal. "\?" keeps "??x" from being a trigraph.
function quoted(line)
{
	gsub(/\\/, "&&", line)
	gsub(/"/, "\\\"", line)
	gsub(/\?/, "\\?", line)
	gsub(/\t/, "\\t", line)
	gsub(/\r/, "\\r", line)
	return line
}

function trimmed(s)
{
	sub(/^[ \t\r]+/, "", s)
	sub(/[ \t\r]+$/, "", s)
	return s
}

# Adds the "name kind[?], ..." of one in: or out: line to the current statement.
function declare(list, is_in,    part, n, i, word, kind, optional)
{
	if (name == "")
		fail("in: or out: before any name:")
	n = split(list, part, ",")
	for (i = 1; i <= n; i++) {
		part[i] = trimmed(part[i])
		if (part[i] == "")
			continue
		if (split(part[i], word, /[ \t]+/) != 2 || word[1] !~ /^[a-z][a-z0-9_]*$/)
			fail("expected \"name kind\", found \"" part[i] "\"")
		kind = word[2]
		optional = sub(/\?$/, "", kind)
		if (!(kind in kind_of))
			fail("unknown kind \"" word[2] "\" of " word[1])
		if ((is_in, word[1]) in seen)
			fail(word[1] " is declared twice")
		seen[is_in, word[1]] = 1
		if (is_in)
			params[++n_params] = sprintf("{ \"%s\", %s, %s }", word[1], kind_of[kind], optional ? "true" : "false")
		else
			columns[++n_columns] = sprintf("{ \"%s\", %s }", word[1], kind_of[kind])
	}
}

# Every $n must be declared, and every declared one used.
function check_placeholders(line,    rest, number)
{
	rest = line
	while (match(rest, /\$[0-9]+/)) {
		number = substr(rest, RSTART + 1, RLENGTH - 1) + 0
		if (number < 1 || number > n_params)
			fail("$" number " in " name ", which declares " n_params " parameters")
		used[number] = 1
		rest = substr(rest, RSTART + RLENGTH)
	}
}

function finish(    i)
{
	if (name == "")
		return
	while (n_lines > 0 && trimmed(lines[n_lines]) == "")
		n_lines--
	if (n_lines > 0)
		sub(/[ \t\r]*;[ \t\r]*$/, "", lines[n_lines])
	if (n_lines == 0 || trimmed(lines[1]) == "")
		fail(name " has no statement")
	for (i = 1; i <= n_params; i++)
		if (!(i in used))
			fail("$" i " of " name " is declared but not used")
	names[++n_names] = name
	if (mode == "table")
		print_statement()
	name = ""
}

function print_statement(    i)
{
	if (n_params > 0) {
		printf "static const struct query_param param_%s[] = {\n", name
		for (i = 1; i <= n_params; i++)
			printf "\t%s,\n", params[i]
		print "};"
	}
	if (n_columns > 0) {
		printf "static const struct column column_%s[] = {\n", name
		for (i = 1; i <= n_columns; i++)
			printf "\t%s,\n", columns[i]
		print "};"
	}
	entry[n_names] = sprintf("\t[Q_%s] = {\n\t\t.name = \"%s\",\n\t\t.sql =", toupper(name), name)
	for (i = 1; i <= n_lines; i++)
		entry[n_names] = entry[n_names] sprintf("\n\t\t\t\"%s%s\"", quoted(lines[i]), i < n_lines ? "\\n" : "")
	entry[n_names] = entry[n_names] ","
	if (n_params > 0)
		entry[n_names] = entry[n_names] sprintf("\n\t\t.param = param_%s,\n\t\t.n_params = %d,", name, n_params)
	if (n_columns > 0)
		entry[n_names] = entry[n_names] sprintf("\n\t\t.column = column_%s,\n\t\t.n_columns = %d,", name, n_columns)
	entry[n_names] = entry[n_names] "\n\t},"
}

function start(new_name)
{
	finish()
	if (new_name !~ /^[a-z][a-z0-9_]*$/)
		fail("\"" new_name "\" is no name for a statement")
	if (length(new_name) > 63)
		fail(new_name " is longer than a PostgreSQL name")
	if (new_name in where)
		fail(new_name " is already in " where[new_name])
	where[new_name] = FILENAME ":" FNR
	name = new_name
	n_params = n_columns = n_lines = 0
	split("", seen)
	split("", used)
}

BEGIN {
	n_kinds = split("text code qty signed count cost amount int ratio bool time date uuid secret json array", word, " ")
	split("TEXT CODE QUANTITY SIGNED COUNT COST AMOUNT INT RATIO BOOL TIME DATE UUID SECRET JSON ARRAY", constant, " ")
	for (i = 1; i <= n_kinds; i++)
		kind_of[word[i]] = "VAL_" constant[i]
	if (mode == "files") {
		print "/* Made by sql/embed.awk; do not edit. */"
		print "#include \"core/base/embedded.h\"\n"
		print "const struct embedded embedded_files[] = {"
	}
}

mode == "files" && FNR == 1 {
	if (n_files++ > 0)
		print "\t},"
	printf "\t{ \"%s\",\n", FILENAME
}
mode == "files" {
	printf "\t  \"%s\\n\"\n", quoted($0)
	next
}

/^--[ \t]*name:/ {
	sub(/^--[ \t]*name:/, "")
	start(trimmed($0))
	next
}
/^--[ \t]*in:/ {
	sub(/^--[ \t]*in:/, "")
	declare($0, 1)
	next
}
/^--[ \t]*out:/ {
	sub(/^--[ \t]*out:/, "")
	declare($0, 0)
	next
}
/^[ \t]*--/ {
	next
}
{
	if (name == "") {
		if (trimmed($0) != "")
			fail("SQL before any name:")
		next
	}
	if (n_lines == 0 && trimmed($0) == "")
		next
	check_placeholders($0)
	lines[++n_lines] = $0
}

END {
	if (failed)
		exit 1
	if (mode == "files") {
		print (n_files > 0 ? "\t},\n};" : "\t{ 0, 0 },\n};")
		printf "const size_t embedded_files_n = %d;\n", n_files
		exit 0
	}
	finish()
	if (failed)
		exit 1
	print "/* Made by sql/embed.awk; do not edit. */"
	if (mode == "ids") {
		print "#ifndef GEMBA_GEN_QUERY_IDS_H\n#define GEMBA_GEN_QUERY_IDS_H\n\nenum query_id {"
		for (i = 1; i <= n_names; i++)
			printf "\tQ_%s,\n", toupper(names[i])
		print "\tQ_COUNT\n};\n\n#endif"
	} else {
		print "static const struct query query_table[Q_COUNT + 1] = {"
		for (i = 1; i <= n_names; i++)
			print entry[i]
		print "};"
	}
}
