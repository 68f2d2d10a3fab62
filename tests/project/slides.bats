# The slides, their notes and their figures.

# bats file_tags=host
load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# slides_of: the Markdown that slides makes of what it reads.
slides_of() {
	cat >slides.md
	SLIDES=slides.md run "$PROJECT/talk/slides" out --markdown
}

@test "slides: all code, drawings and demonstrations they show are there" {
	requires node
	run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep -c '^<div class="figure"><svg' out/slides.md
	assert_output 10
	run grep -c '^<div class="demo" data-demo="' out/slides.md
	assert_output 7
	run cat out/slides.md
	assert_line --regexp '^ *prctl\(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0\) == -1\)$'
	refute_output --partial '<!-- code:'
}

@test "slides: three drawings are built up, a step for each key" {
	requires node
	local figure step steps=0
	for figure in capsets namespaces order; do
		step=0
		# The page shows the steps in the order of the file.
		while read -r found; do
			step=$((step + 1))
			echo "$figure: step $found"
			assert_equal "$found" "$step"
		done < <(sed -nE 's/^ *<g data-step="([0-9]+)">$/\1/p' \
		    "$PROJECT/talk/figures/$figure.svg")
		[ "$step" -ge 5 ]
		steps=$((steps + step))
	done
	run "$PROJECT/talk/slides" out --markdown
	assert_success
	assert_equal "$(grep -o ' data-marpit-fragment="[0-9]*"' out/slides.md |
	    wc -l)" "$steps"
	# An image has no keys: there, all of it is seen.
	run grep -l 'visibility\|data-marpit' "$PROJECT"/talk/figures/*.svg
	assert_failure
}

@test "slides: the last has an address and its QR code, where one is given" {
	requires node qrencode
	local address='https://example.org/talk?a=1&b=2'
	URL='' run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep -c 'class="url"\|<!-- url' out/slides.md
	assert_output 0
	URL=$address run "$PROJECT/talk/slides" out --markdown
	assert_success
	run grep '^<div class="url">' out/slides.md
	assert_output --partial '<a href="https://example.org/talk?a=1&amp;b=2">example.org/talk?a=1&amp;b=2</a>'
	# What qrencode(1) has drawn for this address is what is shown.
	assert_output --partial "$(qrencode -t SVG --svg-path -m 2 -o - "$address" |
	    grep -o ' d="M[^"]*"')"
	URL='example.org "x"' run "$PROJECT/talk/slides" out --markdown
	assert_failure
	assert_output --partial 'URL: not an address such as https://'
	mkdir bin
	ln -s "$(command -v node)" bin
	URL=$address PATH=$PWD/bin run node "$PROJECT/talk/slides" out --markdown
	assert_failure
	assert_output 'slides: URL: qrencode is not installed: make slides-deps'
}

@test "slides: with an address, the last one is still right" {
	requires marp qrencode
	{
		printf -- '---\ntheme: talk\n---\n'
		sed -n '/^# Questions?$/,$p' "$PROJECT/talk/slides.md" |
		    sed '1i <!-- _class: title -->\n'
	} >slides.md
	URL=https://example.org/container-parts SLIDES=slides.md \
	    run "$PROJECT/talk/slides" out 3>&- 4>&-
	assert_success
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_success
	assert_line '1 slides, 0 wrong'
	# A reader of QR codes reads the picture of the slide, where there is one.
	if command -v zbarimg >/dev/null; then
		run zbarimg --nodbus -q --raw pictures/01.png
		assert_output https://example.org/container-parts
	fi
}

@test "slides: code that is gone is an error, and names what" {
	requires node
	slides_of <<<'<!-- code: 01-caps/caps.c caps_gone -->'
	assert_failure
	assert_output 'slides: 01-caps/caps.c has no function caps_gone'
	slides_of <<<'<!-- code: 01-caps/gone.c caps_set -->'
	assert_output 'slides: 01-caps/gone.c: ENOENT'
	slides_of <<<'<!-- code: 01-caps/caps.c caps_set from "x y" to "z" -->'
	assert_output 'slides: 01-caps/caps.c caps_set has no line with: x y'
	slides_of <<<'<!-- code: 01-caps/caps.c caps_set lit "x y" -->'
	assert_output 'slides: 01-caps/caps.c caps_set has no line with: x y'
	slides_of <<<'<!-- code: 01-caps/caps.c -->'
	assert_output --partial 'slides: not understood'
	slides_of <<<'<!-- figure: gone -->'
	assert_output 'slides: talk/figures/gone.svg: ENOENT'
}

@test "slides: code from within a block is shown with the block's first line" {
	requires node
	local from='<!-- code: 04-cgroups/minimal.c main from "if (mkdir(dir" to'
	local to='from "put(dir, v2 ?" to "cgroup.procs" -->'
	slides_of <<<"$from \"err(125\" $to"
	assert_failure
	assert_output --regexp '^slides: 04-cgroups/minimal.c main has, around "put\(.*", a block that is not shown$'
	slides_of <<<"$from \"if (child == 0)\" $to"
	assert_success
	run grep -A 1 '^if (child == 0) {$' out/slides.md
	assert_line --index 1 --regexp '^        put\('
}

@test "slides: a paragraph of the notes is one line" {
	requires node
	slides_of <<-'END'
		<!-- _class: big -->

		# A title
		of two lines

		<!--
		The part takes
		4 minutes.

		Say: This, and
		that, too.

		Time: 0:15
		-->
	END
	assert_success
	run sed -n '/^# /,$p' out/slides.md
	assert_output - <<-'END'
		# A title
		of two lines

		<!--
		The part takes 4 minutes.

		Say: This, and that, too.

		Time: 0:15
		-->
	END
}

@test "slides: HTML and PDF, without network, and nothing overflows" {
	requires marp
	local alone=()
	! feature_root || alone=(namespaces --net --)
	run "${alone[@]}" "$PROJECT/talk/slides" out 3>&- 4>&-
	assert_success
	run head -c 5 out/slides.pdf
	assert_output '%PDF-'
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_success
	assert_line --regexp '^[0-9]+ slides, 0 wrong$'
	# The statement that matters is lit, and syntax has its colours.
	run grep -o '<span class="lit">.*setns.*target' out/slides.html
	assert_success
	assert_output --partial 'hljs-'
	# Where the fonts are, the slides have them inside.
	[ "$(fc-match -f '%{family[0]}' Inter 2>/dev/null)" != Inter ] ||
	    grep -q 'font-family: *"\?Inter"\?;.*base64' out/slides.html
}

@test "slides: the check sees what does not fit" {
	requires marp
	{ echo '# Too much' && seq -f '- line %g' 40; } >slides.md
	SLIDES=slides.md run "$PROJECT/talk/slides" out 3>&- 4>&-
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_failure
	assert_output --partial 'leaves the slide'
}

@test "slides: the check sees text that lies on other text" {
	requires marp
	# The page number once lay on a title: Marp's own style pads it.
	cat >slides.md <<-'END'
		---
		theme: talk
		paginate: true
		---
		<style>section::after { padding: 56px 72px } h1 { white-space: nowrap }</style>
		# Five sets, and what execve makes of each of them in the end
		---
		# Short
		one paragraph
		<p style="margin-top: -50px">another one above it</p>
	END
	SLIDES=slides.md run "$PROJECT/talk/slides" out 3>&- 4>&-
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_failure
	assert_line --regexp '^slide 1: "Five sets, .*" and the page number overlap$'
	assert_line 'slide 2: "one paragraph" and "another one above it" overlap'
	assert_line 'slide 2: its lower half is empty'
}

@test "slides: the check sees that a demonstration's line is too low" {
	requires marp
	{
		printf -- '---\ntheme: talk\n---\n# A table\n\n| a | b |\n| --- | --- |\n'
		seq -f '| row | %g |' 8
		printf '\n<!-- demo: 04-cgroups -->\n'
	} >slides.md
	SLIDES=slides.md run "$PROJECT/talk/slides" out 3>&- 4>&-
	run "$PROJECT/talk/look" out/slides.html pictures 3>&- 4>&-
	assert_failure
	assert_line "slide 1: its demonstration's line is lower than on other slides"
}

# notes_of_slides: "PART NUMBER TITLE|SECONDS|WORDS" for the notes of each slide.
# Part 0 is what stands before the first part, and the last slide.
notes_of_slides() {
	awk -v RS='\n---\n' '
	NR == 1 { next } # about all of them
	{
		title = ""
		seconds = -1
		words = 0
		lines = split($0, line, "\n")
		for (n = 1; n <= lines; n++) {
			if (line[n] ~ /^# / && !title)
				title = substr(line[n], 3)
			if (title ~ /^[0-9]+\. /)
				part = title + 0
			if (title == "Questions?")
				part = 0
			if (line[n] ~ /^Say: /)
				says = 1
			if (line[n] ~ /^-->/)
				says = 0
			if (says)
				words += split(line[n], word, " ")
			if (line[n] ~ /^Time: [0-9]+:[0-9][0-9]$/) {
				split(substr(line[n], 7), time, ":")
				seconds = time[1] * 60 + time[2]
			}
		}
		print part + 0 "|" title "|" seconds "|" words
	}' "$PROJECT/talk/slides.md"
}

@test "slides: each has notes: what to say, what people ask, and how long" {
	local part title seconds words slides=0
	# What people ask: in the notes of each slide.
	assert_equal "$(grep -c '^Asked: ' "$PROJECT/talk/slides.md")" \
	    "$(grep -c '^Say: ' "$PROJECT/talk/slides.md")"
	while IFS='|' read -r part title seconds words; do
		slides=$((slides + 1))
		echo "$title: $words words, $seconds seconds"
		[ "$words" -ge 15 ]
		[ "$seconds" -ge 15 ]
	done < <(notes_of_slides)
	[ "$slides" -ge 40 ]
}

@test "slides: what the notes give to each slide is what the plan gives to its part" {
	local part minutes parts=0
	while read -r part minutes; do
		parts=$((parts + 1))
		run awk -F'|' -v part="$part" '$1 == part { sum += $3 }
		    END { print sum / 60 }' <(notes_of_slides)
		assert_output "$minutes"
	done < <("$PROJECT/talk/rehearse" --plan |
	    sed -nE 's/^([0-8])\..* ([0-9]+):00$/\1 \2/p')
	assert_equal "$parts" 9
}

@test "figures: each is in the slides and in a chapter, and each chapter has one" {
	local figure chapter alt file
	for figure in "$PROJECT"/talk/figures/*.svg; do
		figure=$(basename "$figure" .svg)
		echo "$figure"
		grep -q "^<!-- figure: $figure -->$" "$PROJECT/talk/slides.md"
		grep -q "](../talk/figures/$figure.svg)$" "$PROJECT"/0*/README.md
	done
	for chapter in "$PROJECT"/0*/; do
		echo "$chapter"
		grep -q '^!\[' "$chapter/README.md"
		while IFS=$'\t' read -r alt file; do
			echo "$alt: $file"
			[ "${#alt}" -ge 40 ]
			[ -s "$chapter/$file" ]
		done < <(sed -nE 's/^!\[(.*)\]\((.*)\)$/\1\t\2/p' \
		    "$chapter/README.md")
	done
}

@test "figures: one palette, a title, a description, and a ground of their own" {
	local figure style
	style=$(sed -n '/<style>/,/<\/style>/p' "$PROJECT/talk/figures/order.svg")
	for figure in "$PROJECT"/talk/{figures/*,container}.svg; do
		echo "$figure"
		assert_equal "$(sed -n '/<style>/,/<\/style>/p' "$figure")" "$style"
		grep -q '^    width="800" .* role="img">$' "$figure"
		grep -q '<title>.*</title>$' "$figure"
		grep -q '<desc>' "$figure"
		grep -q '<rect class="card" width="800"' "$figure"
	done
}

@test "no address of a registry is in the tree" {
	run grep -c '"resolved"' "$PROJECT/talk/package-lock.json"
	assert_output 0
}

@test "handout: a missing tool is named, with what brings it" {
	mkdir bin
	for tool in sh make; do
		ln -s "$(command -v $tool)" bin
	done
	run env PATH="$PWD/bin" make -s -C "$PROJECT" handout O="$PWD/out"
	assert_failure
	assert_output --partial 'handout: node is not installed: make slides-deps'
}
