# Templates of --format to combined and to docker: the same comes of them.

load ../lib/helpers

@test "templates come to what they come to with docker" {
	requires docker28 python3
	run "$PROJECT/tests/runtime/peers-format"
	assert_success
}

@test "no template, and one without a reason, is a failure" {
	requires docker28 python3
	ONLY='^no such template$' run "$PROJECT/tests/runtime/peers-format"
	assert_failure
	assert_output --partial '0 templates'
	printf 'inspect\t{{json .Extra}} \n' >"$BATS_TEST_TMPDIR/table"
	run "$PROJECT/tests/runtime/peers-format" "$BATS_TEST_TMPDIR/table"
	assert_failure
	assert_output --partial '1 without'
}

# state TEMPLATE-OBJECT: a container called box that has ended.
state() {
	export root=$BATS_TEST_TMPDIR/root
	mkdir -m 700 "$root" "$root/box"
	printf '%s' "$1" >"$root/box/state.json"
}

# Docker 28's, which older ones do not have.
@test "templates: range over a number, else with, sorted labels" {
	state '{"Id": "box", "Binds": null, "Config":
	    {"Labels": {"b": "2", "a": "1"}}}'
	local template
	while IFS='|' read -r template value; do
		run -0 combined --root "$root" inspect -f "$template" box
		assert_output "$value"
	done <<-'END'
		{{range 3}}{{.}}{{end}}|012
		{{with .Binds}}x{{else with .Id}}{{.}}{{end}}|box
		{{with .Id}}x{{else with .Id}}{{.}}{{end}}|x
	END
	run -0 combined --root "$root" ps -a --format '{{.Labels}}'
	assert_output a=1,b=2
	run -64 combined --root "$root" inspect -f '{{if .Id}}{{else with .Id}}{{end}}' box
	assert_output --partial 'template: :1: unexpected <with> in input'
}

@test "templates: long ones, deep ones, and what is not UTF-8" {
	state '{"Id": "box", "Config": {"Labels": {}}}'
	local text deep
	text=$(printf 'x%.0s' {1..5000})
	run -0 combined --root "$root" inspect -f "{{printf \"%s\" \"$text\"}}$text" box
	assert_output "$text$text"
	deep=$(printf '(%.0s' {1..500})
	run -0 combined --root "$root" inspect -f "{{$deep.Id${deep//(/)}}}" box
	assert_output box
	deep=$(printf '(%.0s' {1..20000})
	run -64 combined --root "$root" inspect -f "{{$deep.Id${deep//(/)}}}" box
	assert_output --partial 'template: :1: max expression depth exceeded'
	run -0 combined --root "$root" inspect -f $'\xff{{"\xff\\xfe"}}{{len "\xff"}}' box
	run -0 combined --root "$root" inspect -f '{{json "\xff"}}|' box
}

@test "templates: all of the command, labels and ports, however long" {
	local long
	long=$(printf 'y%.0s' {1..3000})
	state "{\"Id\": \"box\", \"Path\": \"$long\", \"Args\": [\"z\"], \"Config\":
	    {\"Labels\": {\"a\": \"$long\"}}}"
	run -0 combined --root "$root" ps -a --format '{{.Command}} {{.Labels}}'
	assert_output "$long z a=$long"
}
