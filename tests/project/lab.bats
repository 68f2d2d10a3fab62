# The lab: the lessons' commands in an emulated machine, in node and in a browser.
# The machine itself takes minutes to make: `make lab` does, and these tests use it
# where it is in the cache. `make lab-check`, and lab-check -a, try all blocks.

# bats file_tags=host
load ../lib/helpers

# machine: sets $machine to the folder of the machine of these sources.
machine() {
	machine=$("$PROJECT/talk/lab/build" --cached 2>/dev/null) ||
	    skip "missing: lab (make lab)"
}

build_site() {
	mkdir -p build/slides
	[ -e build/slides/slides.html ] ||
	    touch build/slides/{slides.html,slides.pdf,handout.pdf}
	LAB=$1 "$PROJECT/talk/site" build/site
}

# A folder that looks like a machine: enough for pages.
fake_machine() {
	mkdir -p fake/copyright
	echo state >fake/state.zst
	echo 'bash 5.2 bash 5.2' >fake/packages
	echo 'License: GPL-3+' >fake/copyright/bash
	tar -C fake -cf fake/copyright.tar copyright
}

# Slides with one demonstration, and a recording of it.
small_slides() {
	mkdir -p build/casts
	printf '%s\n' '---' 'marp: true' 'theme: talk' '---' '# One' '---' '# Two' '' \
	    '<!-- demo: 02-namespaces -->' '' '---' '# Three' >slides.md
	printf '%s\n' '{"version":2,"width":80,"height":24,"title":"Alone"}' \
	    '[0.5,"o","\u001b[1mhostname box\u001b[0m\r\nbox\r\n"]' \
	    >build/casts/02-namespaces.cast
	SLIDES=slides.md "$PROJECT/talk/slides" build/slides
	touch build/slides/handout.pdf
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

@test "lab: each command that the machine can run has a button, others say why not" {
	requires marp
	fake_machine
	build_site "$PWD/fake"
	local page=build/site/05-seccomp/index.html
	run grep -c 'data-line="user" data-command="seccomp --allow read,write,exit_group -- true"' "$page"
	assert_output 1
	run grep -c 'data-line="root" data-command="cc -o minimal minimal.c"' \
	    build/site/02-namespaces/index.html
	assert_output 1
	run grep -c 'data-line="root" data-command="seccomp --explain --deny bind -- true"' \
	    "$page"
	assert_output 1
	run grep -o 'Not in the machine of this page: it shows calls of 64 bits' "$page"
	assert_line 'Not in the machine of this page: it shows calls of 64 bits'
	run grep -c 'data-command="seccomp --deny bind --dump bpf"' "$page"
	assert_output 0
	# By its text, not by a word: 32 bits show another call.
	run grep -c 'data-command="seccomp --why --deny bind' "$page"
	assert_output 0
	run grep -c 'Not in the machine of this page: with 32 bits, bind(2)' "$page"
	assert_output 1
	# A command of several lines is one button's.
	run grep -A 1 'data-command="seccomp -A errno --deny &#39;clone\|data-command="seccomp -A errno --deny '\''clone' "$page"
	assert_line --index 1 --regexp '^    unshare --user true"'
	run grep -o '<td>GPL-3+</td>' build/site/lab/licences.html
	assert_output '<td>GPL-3+</td>'
}

@test "lab: a page names in a policy what it loads, and no other host" {
	requires marp
	fake_machine
	build_site "$PWD/fake"
	run grep -ho 'http-equiv="Content-Security-Policy" content="[^"]*"' \
	    build/site/0*/index.html build/site/toolkit.html
	assert_equal "${#lines[@]}" 8
	refute_output --partial http:
	refute_output --partial unsafe-eval\"
	assert_output --partial "default-src 'none'"
	run grep -L 'Content-Security-Policy' build/site/index.html
	assert_output build/site/index.html
}

@test "lab: a demonstration's slide has its commands, and says which are left out" {
	requires marp
	fake_machine
	small_slides
	build_site "$PWD/fake"
	local page=build/site/slides/slides.html
	run grep -o '<button class="[a-z-]*" data-[a-z]*="02-namespaces" aria-label="[^"]*"' \
	    "$page"
	assert_line --index 0 --partial 'class="watch" data-cast'
	assert_line --index 1 --partial \
	    'class="lab-demo" data-demo="02-namespaces" aria-label="Run in this page: What'
	sed -n 's/.*id="lab-demos">\(.*\)<\/script>.*/\1/p' "$page" >demos
	run jq -c '."02-namespaces".steps[-4,-3]' demos
	assert_line --index 0 \
	    '{"line":"user","command":"namespaces --all -- id -u"}'
	assert_line --index 1 \
	    '{"line":"user","command":"namespaces --all -- touch /etc/motd"}'
	# What only the tests run, and what 32 bits cannot show.
	run jq -c '[.[].steps[].command | select(test("box. \\|\\| echo|--arch x86_64"))]' demos
	assert_output '[]'
	run jq -r '."05-seccomp".left[]' demos
	assert_line 'it shows calls of 64 bits; this machine has 32'
	# As a lesson's, but for the scripts within the page and the speaker's frames.
	policy() { grep -o 'Policy" content="[^"]*' "$1" | sed "s/'sha256-[^']*' *//g"; }
	run policy "$page"
	assert_output "$(policy build/site/02-namespaces/index.html); frame-src 'self'"
}

@test "lab: where no machine starts, a page says why, and the recording plays" {
	requires marp
	fake_machine
	small_slides
	build_site "$PWD/fake"
	run "$PROJECT/tests/tools/lab-check" build/site -n 3>&- 4>&-
	assert_success
	assert_line --index 0 "02-namespaces/index.html: The machine needs a web server: \
python3 -m http.server -d \"$PWD/build/site/\" and then \
http://localhost:8000/02-namespaces/index.html"
	assert_line '0 wrong'
}

@test "lab: without a machine, lessons and slides are as they were" {
	requires marp
	build_site 0
	[ ! -e build/site/lab ]
	cmp build/slides/slides.html build/site/slides/slides.html
	run grep -l 'lab-start\|class="run"' build/site/{toolkit,0*/index}.html
	assert_output ''
}

@test "lab: a lesson's commands run in the machine, and print what it shows" {
	requires node
	machine
	run "$PROJECT/talk/lab/check" "$machine" 02-namespaces/README.md 3>&- 4>&-
	assert_success
	assert_output --regexp \
	    '^02-namespaces/README.md: [1-9][0-9]* held, 0 differ, 0 skipped, '
}

@test "lab: the workshop's exercises are checked in the machine" {
	requires node
	machine
	run "$PROJECT/talk/lab/check" "$machine" exercises/05-seccomp.md 3>&- 4>&-
	assert_success
	assert_line --regexp '^ +write: status 0, '
	assert_line --regexp '^exercises/05-seccomp.md: 4 held, 0 differ, '
}

@test "lab: a slide plays its demonstration in the machine, by keyboard" {
	requires marp
	machine
	small_slides
	build_site "$machine"
	run "$PROJECT/tests/tools/lab-check" build/site slides/slides.html 3>&- 4>&-
	assert_success
	assert_line --regexp '^ +02-namespaces: ([1-9][0-9]*) of \1 held$'
}

@test "state.js restores the machine that pack.js packs" {
	requires node marp
	[ -e /usr/share/seabios/bios.bin ] && command -v zstd ||
	    skip "missing: seabios, zstd (make lab-deps)"
	run node - "$PROJECT/talk" <<-'END'
		const fs = require('fs'), path = require('path');
		const { execFileSync } = require('child_process');
		const talk = process.argv[2];
		const { V86 } = require(`${talk}/node_modules/v86`);
		const { pieces } = require(`${talk}/lab/pack.js`);
		const { Source, restore } = require(`${talk}/lab/state.js`);
		const { hardware } = require(`${talk}/lab/machine.js`);
		const wasm = `${talk}/node_modules/v86/build/v86.wasm`;
		const small = { ...hardware, memory_size: 64 << 20 };
		const bios = (name) => {
			const { buffer, byteOffset, length } = fs.readFileSync(
			    path.join('/usr/share/seabios', name));
			return { buffer: buffer.slice(byteOffset, byteOffset + length) };
		};
		const memory = (emulator) => Buffer.from(
		    emulator.read_memory(0, small.memory_size));
		async function main() {
			const one = new V86({ ...small, wasm_path: wasm, autostart: true,
				bios: bios('bios.bin'), vga_bios: bios('vgabios-stdvga.bin') });
			await new Promise((loaded) =>
			    one.add_listener('emulator-loaded', loaded));
			// The BIOS has found the devices when it has set a video mode.
			while (one.read_memory(0x449, 1)[0] !== 3)
				await new Promise((done) => setTimeout(done, 50));
			one.write_memory(Uint8Array.of(1, 2, 3), 40 << 20);
			await one.stop();
			fs.writeFileSync('state', Buffer.concat(pieces(await one.save_state())
			    .map((part) => Buffer.from(part.buffer, part.byteOffset,
				part.byteLength))));
			execFileSync('zstd', ['-q', 'state']);
			const module = await WebAssembly.compile(fs.readFileSync(wasm));
			const source = new Source(module, fs.readFileSync('state.zst'));
			const two = await restore(V86, module, small, source.devices(),
			    () => source.next());
			console.log(memory(one).equals(memory(two)), two.is_running(),
			    memory(two)[(40 << 20) + 2]);
			process.exit();
		}
		main();
	END
	assert_output 'true false 3'
}

@test "lab: a click starts the machine, runs a block, and resets" {
	requires marp
	machine
	build_site "$machine"
	run "$PROJECT/tests/tools/lab-check" build/site 02-namespaces/index.html 3>&- 4>&-
	assert_success
	assert_line --regexp '^02-namespaces/index.html: 1 of 1 held, '
}

@test "readme-check -r compares what was printed elsewhere" {
	printf '%s\n' '```console root' '# echo $$ [PID 12]' '[PID 13]' '```' >a.md
	printf '[PID 44]\n\0' >same
	run "$PROJECT/tests/tools/readme-check" -r same a.md
	assert_success
	printf 'PID 44\n\0' >other
	run "$PROJECT/tests/tools/readme-check" -r other a.md
	assert_failure 1
	assert_line '    + PID 44'
}
