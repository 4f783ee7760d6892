# shellcheck shell=bash
# e2e_contract: what the contract of the verbs demands of every answer, for the scripts tests/e2e/contract*.sh.
#
#   did NAME USER VERB...                exit 0, one JSON object on stdout, stderr empty
#   refuses EXIT KIND CODE USER VERB...  nothing on stdout, the error object on stderr; CODE "" is any
#   shape NAME PATH KEY:TYPE...          of the object at PATH, or of every object of the list there (which holds some)
#   says NAME WANTED PATH...             the values at these paths, one blank between
#
# A USER "-" is the administrator's connection, without --user. Types: s text, d decimal in a string, n number, b boolean,
# t time with offset, a list, o object; "?" behind: null too; 0: null.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "${BASH_SOURCE[0]}")/e2e_home.sh"

as_user() {
	local user=$1
	shift
	if [ "$user" = - ]; then gemba --json "$@"; else gemba --json --user "$user" "$@"; fi
}

# one_object TEXT: a single line that holds one object
one_object() {
	[[ $1 == "{"*"}" && $1 != *$'\n'* ]] && perl -MJSON::PP -e 'exit(ref(eval { decode_json($ARGV[0]) }) ne "HASH")' -- "$1"
}

did() {
	local name=$1
	shift
	as_user "$@"
	[ $status = 0 ] && [ -z "$err" ] && one_object "$out"
	ok $? "$name"
	[ $status = 0 ] && [ -z "$err" ] || printf '# exit %s %s\n' "$status" "$err"
}

refuses() {
	local wanted=$1 kind=$2 code=$3 got
	shift 3
	as_user "$@"
	got=$(perl -MJSON::PP -e 'my $e = (eval { decode_json($ARGV[0]) } // {})->{error} // {};
		print join(" ", sort grep { exists $e->{$_} } qw(kind code field message hint)), " ", $e->{kind} // "", " ", $e->{code} // ""' -- "$err")
	is "$status${out:+ with output} $got" "$wanted code field hint kind message $kind ${code:-${got##* }}" "refused: $*"
}

# shellcheck disable=SC2016  # perl's variables
shape() {
	local name=$1 path=$2
	shift 2
	is "$(perl -MJSON::PP -MB -e '
		my ($text, $path, @spec) = @ARGV;
		my $v = eval { decode_json($text) };
		for (split /\./, $path) { $v = ref $v eq "ARRAY" ? $v->[$_] : ref $v eq "HASH" ? $v->{$_} : undef }
		my @objects = ref $v eq "ARRAY" ? @$v : ($v);
		print "nothing there; " unless @objects;
		for my $o (@objects) {
			print("no object; "), last if ref $o ne "HASH";
			for (@spec) {
				my ($key, $type) = split /:/;
				print("no $key; "), next unless exists $o->{$key};
				my $x = $o->{$key};
				next if !defined $x && $type =~ /[?0]/;
				$type =~ s/\?//;
				my $kind = !defined $x ? "0" : ref $x eq "ARRAY" ? "a" : ref $x eq "HASH" ? "o" : ref $x ? "b"
					: B::svref_2object(\$x)->FLAGS & B::SVf_POK ? "s" : "n";
				$kind = "d" if $type eq "d" && $kind eq "s" && $x =~ /^(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?$/;
				$kind = "t" if $type eq "t" && $kind eq "s" && $x =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/;
				print "$key is ", JSON::PP->new->allow_nonref->encode($x), "; " if $kind ne $type;
			}
		}' -- "$out" "$path" "$@")" "" "$name"
}

says() {
	local name=$1 wanted=$2 got='' path
	shift 2
	for path; do got+=" $(json "$path")"; done
	is "${got# }" "$wanted" "$name"
}
