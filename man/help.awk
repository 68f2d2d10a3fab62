# A program's --help, or a part of it, in mdoc(7). See page, which calls it.

# What roff would take for its own is only text here.
function plain(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	return text
}

# Text: a line for a sentence, as mdoc has it.
function say(text) {
	text = plain(text)
	gsub(/\. /, ".\n", text)
	sub(/^[.']/, "\\\\\\&&", text)
	print text
}

function leave_list() {
	if (in_list)
		print ".El"
	in_list = 0
}

function item(macro) {
	something = 1
	if (!in_list)
		print ".Bl -tag -width indent"
	in_list = 1
	print macro
}

# "  -d, --drop LIST      take these away": the value is a single space away,
# what the option does, more.
function option(line,    letter, words, value, i) {
	letter = substr(line, 4, 1)
	line = substr(line, 9)
	i = match(line, / |$/)
	words = plain(substr(line, 1, i - 1))
	line = substr(line, i + 1)
	value = line ~ /^[^ ]/
	if (value) {
		i = match(line, / |$/)
		words = words " Ar " plain(substr(line, 1, i - 1))
		line = substr(line, i + 1)
	}
	sub(/^ +/, "", line)
	item(".It " (letter == " " ? "" : "Fl " letter " , ") "Fl \\-" words)
	if (line != "")
		say(line)
}

function synopsis(line) {
	sub(/^Usage: /, "", line)
	sub(/^ +/, "", line)
	if (part != "command") {
		sub("^" name " ?", "", line)
		print ".Nm"
		say(line)
	} else
		printf ".Dl %s\n", plain(line)
}

# The first paragraph is the usage, the second, where no option stands in it,
# what the program does.
$0 == "" {
	paragraph++
	fresh = 1
	next
}
paragraph == 0 {
	if (part != "about" && part != "help")
		synopsis($0)
	next
}
part == "usage" { next }
/^  (-[a-zA-Z],|   ) --[a-z]/ { options = 1 }
paragraph == 1 && !options {
	if (part != "help")
		say($0)
	next
}
part == "about" { exit }

part == "command" && / --(explain|step|help|version)  / { common = 1; next }
common && /^                 / { next }
{ common = 0 }
/^  (-[a-zA-Z],|   ) --[a-z]/ { option($0); fresh = 0; next }
/^                 / && in_list && !fresh { sub(/^ +/, ""); say($0); next }

# "caps show      the five sets": a command of the program's.
$1 == name && match($0, /^[a-z]+ [a-z-]+  +/) {
	item(".It Ic " plain($2))
	say(substr($0, RLENGTH + 1))
	fresh = 0
	next
}

# What else there is, is text.
{
	if ((fresh || in_list) && something) {
		leave_list()
		print ".Pp"
	}
	fresh = 0
	something = 1
	say($0)
}

END { leave_list() }
