# embed - turns SQL and themes into C, with any POSIX awk.
#
#   mode=ids    enum query_id of the named statements   (query_ids.h)
#   mode=table  their texts, parameters and columns     (queries.c, included by src/db/query.c)
#   mode=files  whole files, for struct embedded_files  (embedded.c)
#   mode=spool_ids    enum spool_sql of the spool's statements  (spool_sql.h)
#   mode=spool_table  their texts  (spool_sql.c, included by src/core/spool/spool_db.c)
#
# A named statement:
#
#   -- name: stock_by_lot
#   -- in:  token secret, material code, lot code?
#   -- out: lot code, quantity qty
#   -- Any other comment line is dropped.
#   SELECT lot, quantity FROM api.stock_by_lot($1, $2, $3);
#
# "-- queue: yes" marks what a terminal may keep in its spool and send later.
# in: and out: may repeat; "?" means that NULL is allowed. The kinds are those
# of enum value_kind in src/core/base/rows.h. The spool's statements declare
# nothing: SQLite knows its parameters ?1, ?2, .. by number.

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
	if (is_spool)
		fail("a statement of the spool declares nothing")
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

# Every $n must be declared, and every declared one used. Only ?n are the spool's: a name would not be bound.
function check_placeholders(line,    rest, number)
{
	rest = line
	if (is_spool) {
		gsub(/\047[^\047]*\047|--.*/, "", rest)
		if (rest ~ /[$@]|\?([^0-9]|$)|(^|[^:]):[A-Za-z_]/)
			fail("parameters of the spool are ?1, ?2, ..")
		return
	}
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
	if (mode == "spool_table")
		entry[n_names] = sprintf("\t[SPOOL_SQL_%s] =", toupper(name)) statement_text("\t\t") ","
	name = ""
}

# The lines of the statement as one string literal.
function statement_text(indent,    i, text)
{
	for (i = 1; i <= n_lines; i++)
		text = text sprintf("\n%s\"%s%s\"", indent, quoted(lines[i]), i < n_lines ? "\\n" : "")
	return text
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
	entry[n_names] = entry[n_names] statement_text("\t\t\t") ","
	if (n_params > 0)
		entry[n_names] = entry[n_names] sprintf("\n\t\t.param = param_%s,\n\t\t.n_params = %d,", name, n_params)
	if (n_columns > 0)
		entry[n_names] = entry[n_names] sprintf("\n\t\t.column = column_%s,\n\t\t.n_columns = %d,", name, n_columns)
	if (queue)
		entry[n_names] = entry[n_names] "\n\t\t.can_queue = true,"
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
	n_params = n_columns = n_lines = queue = 0
	split("", seen)
	split("", used)
}

# "enum NAME { PREFIXA, PREFIXB, .. PREFIXCOUNT };" between guards.
function print_ids(guard, enum_name, prefix,    i)
{
	printf "#ifndef %s\n#define %s\n\nenum %s {\n", guard, guard, enum_name
	for (i = 1; i <= n_names; i++)
		printf "\t%s%s,\n", prefix, toupper(names[i])
	printf "\t%sCOUNT\n};\n\n#endif\n", prefix
}

function print_table(declaration,    i)
{
	print declaration " = {"
	for (i = 1; i <= n_names; i++)
		print entry[i]
	print "};"
}

BEGIN {
	is_spool = mode ~ /^spool_/
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
/^--[ \t]*queue:/ {
	if (name == "" || $0 !~ /:[ \t]*yes[ \t\r]*$/)
		fail("queue: yes stands behind a name")
	queue = 1
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
	if (mode == "ids")
		print_ids("GEMBA_GEN_QUERY_IDS_H", "query_id", "Q_")
	else if (mode == "spool_ids")
		print_ids("GEMBA_GEN_SPOOL_SQL_H", "spool_sql", "SPOOL_SQL_")
	else if (mode == "spool_table")
		print_table("static const char *const spool_sql_text[SPOOL_SQL_COUNT + 1]")
	else
		print_table("static const struct query query_table[Q_COUNT + 1]")
}
