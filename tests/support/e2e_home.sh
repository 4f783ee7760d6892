# shellcheck shell=bash
# e2e_home: for scripts of tests/e2e, by ". tests/support/e2e_home.sh": a home of their own with its own server, TAP, the
# program's answers. Nothing waits for time: wait_for asks until the answer is yes or its deadline has passed.
#
#   gemba ARGS...            runs the program; then $status, $out, $err
#   json PATH [TEXT]         a value of $out (or TEXT): json error.code "$err"; "null" where there is none
#   ok STATUS NAME · is GOT WANTED NAME · has TEXT PART NAME
#   sql STATEMENT            as administrator, one cell a line
#   home_make                an empty home; destroyed at the end
#   finish                   the plan; exit status

program=$(realpath "${GEMBA:-build/gemba}")
tests=0 failed=0
status=0 out='' err=''

bail() {
	echo "Bail out! $1"
	exit 1
}

ok() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failed=$((failed + 1))
	fi
}

is() {
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '#      got: %s\n#   wanted: %s\n' "${1//$'\n'/ }" "${2//$'\n'/ }"
}

has() {
	[[ $1 == *"$2"* ]]
	ok $? "$3"
	[[ $1 == *"$2"* ]] || printf '#      got: %s\n#   wanted: something with %s\n' "${1//$'\n'/ }" "$2"
}

gemba() {
	out=$("$program" "$@" 2>"$home_dir/err" </dev/null)
	status=$?
	err=$(<"$home_dir/err")
}

json() {
	perl -MJSON::PP -e '
		my $v = eval { JSON::PP->new->allow_nonref->decode($ARGV[1]) };
		for my $key (split /\./, $ARGV[0]) {
			$v = ref $v eq "ARRAY" ? $v->[$key] : ref $v eq "HASH" ? $v->{$key} : undef;
		}
		print !defined $v ? "null" : ref $v eq "ARRAY" && !grep({ ref } @$v) ? "@$v"
			: ref $v ? JSON::PP->new->canonical->encode($v) : $v;
	' -- "$1" "${2-$out}"
}

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$url" -c "$1"
}

# wait_for SECONDS COMMAND...: true as soon as the command is.
wait_for() {
	local until=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $until ] || return 1
	done
}

# shellcheck disable=SC2317  # called by the trap
home_destroy() {
	# A test may leave lines there that were never sent; they would keep the home alive.
	rm -rf "$GEMBA_HOME/spool"
	"$program" local destroy >/dev/null 2>&1
	rm -rf "$home_dir"
}

# The server runs as another user when we are root: /tmp is open to all.
home_make() {
	home_dir=$(mktemp -d /tmp/gemba-e2e.XXXXXX) || bail "no directory"
	chmod 0755 "$home_dir"
	export GEMBA_HOME=$home_dir/home
	unset GEMBA_PIN
	trap home_destroy EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

home_start() {
	gemba local start
	[ $status = 0 ] || bail "local start: $err"
	gemba --json local url
	url=$(json url)
}

finish() {
	echo "1..$tests"
	[ "$failed" = 0 ]
	exit
}
