# The site, the handout and the recordings: built as a reader gets them, and
# looked at in a headless browser.

# bats file_tags=host
load ../lib/helpers

setup() { cd "$BATS_TEST_TMPDIR" || return; }

# Without a network where root can take it away: none is needed.
offline() {
	local alone=()
	! feature_root || alone=(namespaces --net --)
	"${alone[@]}" "$@" 3>&- 4>&-
}

@test "record makes a cast of what has really happened" {
	requires asciinema
	run "$PROJECT/talk/record" casts 06 3>&- 4>&-
	assert_success
	assert_output "$PWD/casts/06-apparmor.cast"
	run jq -s '.[0].version, .[0].title, (.[1:] | map(.[1]) | unique)' -c \
	    casts/06-apparmor.cast
	assert_line --index 0 2
	assert_line --index 1 '"And what if root itself must not?"'
	assert_line --index 2 '["o"]'
	# What is typed, and what the program says to it.
	run jq -sr '.[1:] | map(.[2]) | add' casts/06-apparmor.cast
	assert_output --partial 'apparmor --name web --print | grep'
	assert_output --partial '  deny network raw,'
	# With the times of a person who types.
	jq -se 'last[0] > 5' casts/06-apparmor.cast
}

@test "record: what there is nothing of is an error, and leaves no file" {
	requires asciinema
	run "$PROJECT/talk/record" casts 09
	assert_failure 125
	assert_output 'record: no demonstration is called 09'
	run ls casts
	assert_output ''
}

# demonstration NAME COMMAND LINE: demos/NAME.md, which promises the line.
demonstration() {
	mkdir -p demos
	cat >"demos/$1.md" <<-END
		# Demonstration $1

		makes: cgroup of-both
		makes: cgroup of-$1

		\`\`\`console
		$ $2
		$3
		\`\`\`
	END
}

@test "record: what makes the same thing is played one after the other" {
	requires asciinema
	local name held
	held=/tmp/$(unique)
	for name in 01-one 02-two; do
		demonstration $name "mkdir $held && sleep 2 && rmdir $held && echo alone" alone
	done
	PACE=0 DEMOS=$PWD/demos run "$PROJECT/talk/record" casts 3>&- 4>&-
	assert_success
	assert_line "$PWD/casts/01-one.cast"
	assert_line "$PWD/casts/02-two.cast"
}

@test "record: what has not ended as promised is an error, and leaves no file" {
	requires asciinema
	demonstration 01-right 'echo $((1 + 1))' 2
	demonstration 02-wrong 'echo $((1 + 2))' 2
	PACE=0 DEMOS=$PWD/demos run "$PROJECT/talk/record" casts 3>&- 4>&-
	assert_failure 1
	assert_line 'record: 02-wrong: not what the demonstration promises:'
	assert_line --regexp '^ *- 2$'
	assert_line --regexp '^ *\+ 3$'
	refute_output --partial '01-right:'
	run ls casts
	assert_output 01-right.cast
}

@test "handout: one page of A4, or none" {
	requires marp
	offline "$PROJECT/talk/handout" handout.pdf
	run head -c 5 handout.pdf
	assert_output '%PDF-'
	seq -f '%g. a line' 200 | sed 'a\\' >long.md
	HANDOUT=long.md run "$PROJECT/talk/handout" long.pdf 3>&- 4>&-
	assert_failure 1
	assert_output --partial 'takes'
	[ ! -e long.pdf ]
}

@test "site: links, phone, screen, keyboard, contrast light and dark, search" {
	requires marp asciinema
	"$PROJECT/talk/record" build/casts 06 3>&- 4>&-
	offline "$PROJECT/talk/slides" build/slides
	offline "$PROJECT/talk/handout" build/slides/handout.pdf
	offline "$PROJECT/talk/site" build/site
	local page
	for page in index toolkit 01-caps/index 07-combined/index READING \
	    exercises/06-apparmor talk/index 01-caps/caps.c; do
		[ -s "build/site/$page.html" ]
	done
	run offline "$PROJECT/tests/tools/site-check" build/site
	assert_success
	assert_output --regexp \
	    '[0-9]+ links, 3 with recordings, [1-9][0-9]* places found, 0 wrong$'
	# A function's name in a lesson leads to the line that defines it.
	run grep -o '[^"]*#L[0-9]*"><code>caps_set_user<' build/site/READING.html
	assert_output --regexp '^01-caps/caps.c.html#L[0-9]+'
	local line=${output#*#L}
	run sed -n "${line%%\"*}p" "$PROJECT/01-caps/caps.c"
	assert_output --regexp '^caps_set_user\('
}

@test "site: the home page plays a recording, and has a way in for each reader" {
	requires marp asciinema
	"$PROJECT/talk/record" build/casts 07 3>&- 4>&- || skip "missing: overlay"
	mkdir -p build/slides
	touch build/slides/{slides.html,slides.pdf,handout.pdf}
	"$PROJECT/talk/site" build/site
	run grep -c 'data-play="07-combined"\|id="cast-07-combined"' build/site/index.html
	assert_output 2
	for way in 'In a workshop' 'On stage' 'Alone with the code'; do
		grep -q "<h3 id=.*>$way</h3>" build/site/index.html
	done
	run grep -c '<li><a href="0[1-7]-.*/index.html"><b>' build/site/index.html
	assert_output 7
}

@test "site: a link to what is not there is an error, and names where" {
	requires marp
	mkdir -p tree/talk build/slides
	cp "$PROJECT"/talk/{site,home.md,container.svg,*.js,*.css} tree/talk
	cp -r "$PROJECT/talk/lab" tree/talk
	ln -s "$PROJECT/talk/node_modules" tree/talk/node_modules
	echo 'No link.' >tree/talk/home.md
	echo '[x](gone.md)' | tee tree/README.md >tree/READING.md
	mkdir tree/exercises
	echo x | tee tree/exercises/README.md >tree/talk/README.md
	run tree/talk/site build/site
	assert_failure 1
	assert_output 'site: README.md: no such file: gone.md'
}

@test "site-check sees what is wrong" {
	requires marp
	mkdir bad
	cat >bad/index.html <<-'END'
		<!DOCTYPE html><html lang="en"><title>Bad</title>
		<style>:focus { outline: none }</style>
		<a href="gone.html">one</a> <a href="#gone">two</a>
		<p style="color: #999">pale</p>
		<pre style="overflow-x: auto">$(seq 500)</pre>
		<div style="width: 500px">wide</div>
		<img src="broken.svg">
		<pre style="width: 99px; overflow-x: auto">does not fit in here</pre>
		<p style="width: 9em">Documentation/userspace-api/x.rst</p>
		<p style="width: 99px"><button data-cast="x">play</button> a name of words</p>
		<script type="application/json" id="cast-x">{"title": ""}</script>
		<dialog></dialog>
		<pre class="source">
		<span class="line"><i style="display: inline-block; width: 9px"></i>one</span>
		<span class="line"><i style="display: inline-block; width: 9px"></i>&#9;two</span>
		</pre>
		<script>console.error("noise"); nothing()</script></html>
	END
	echo '<svg><rect>' >bad/broken.svg
	run "$PROJECT/tests/tools/site-check" bad 3>&- 4>&-
	assert_failure 1
	assert_line 'index.html: console: noise'
	assert_line 'index.html: script: nothing is not defined'
	assert_line 'index.html: a link to gone.html, which is not there'
	assert_line 'index.html: no heading #gone in index.html'
	assert_line 'index.html: "pale": contrast 2.8'
	assert_line 'index.html: broken.svg is not drawn'
	assert_line 'index.html: broken.svg has no alt text'
	assert_line --regexp '^index.html: is 5[0-9][0-9] pixels wide'
	assert_line 'index.html: <PRE> scrolls, but not by keyboard'
	assert_line 'index.html: the first Tab is not the skip link'
	assert_line 'index.html: the focus on A is not visible'
	assert_line 'index.html: "Documentation/userspace-" is broken at the hyphen'
	assert_line 'index.html: the name of x goes on below its button'
	assert_line --regexp '^index.html: 1 tabs are [0-7] columns$'
}
