// The console blocks of a lesson, for its page and for `check`: the commands, which
// terminal each goes to, and why a block has no button where it has none. What the
// words behind ```console mean, tests/tools/readme-check says.
'use strict';

const OLD = 'it needs version 1 of cgroups; this machine has version 2';
const IMAGES = 'it needs skopeo and umoci, which would double the download';
const WIDE = 'it shows calls of 64 bits; this machine has 32';
const NAMES = 'strace shows setresuid32, as the call is named with 32 bits';
const FILTER = 'the filter of this minimal.c is for 64 bits; this machine has 32';

// What this machine does not have, and a reader is told.
const missing = {
	x86_64: WIDE,
	v1_cpu: OLD, v1_cpuset: OLD, v1_memory: OLD,
	skopeo: IMAGES, umoci: IMAGES,
	apparmor_unknown: 'it needs a kernel without AppArmor; this machine has it',
	no_apparmor: 'it needs a kernel without AppArmor; this machine has it',
};

// What 32 bits show otherwise than 64, by a piece of the block's text. A kernel of 32
// bits has numbers of its own for calls with large user IDs, and one call for all
// that a socket can do.
const otherwise = [
	['trace=prctl,capset,setresuid', NAMES],
	['umount2,sethostname,setresuid', NAMES],
	['$ ./minimal nc -l', FILTER],
	['# ./minimal root /bin/sh', FILTER],
	['seccomp --why --deny bind', 'with 32 bits, bind(2) is a sub-call of ' +
	    'socketcall(2), and --why says so'],
];

// Why a block with these words and this text has no button; null: it has.
const reason = (words, text) => words.map((word) => missing[word])
    .find((why) => why) ??
    otherwise.find(([piece]) => text.includes(piece))?.[1] ?? null;

// The lines of a block as { terminal, command, lines }, the command's lines with
// their prompts, and as { text }, what they print.
function parse(text) {
	const parts = [];
	let open = null;
	for (const line of text.replace(/\n$/, '').split('\n')) {
		const [, prompt, command] = /^([#$]) (.*)/.exec(line) ?? [];
		const more = open && /^> ?(.*)/.exec(line);
		if (prompt) {
			open = { terminal: prompt === '#' ? 'root' : 'user',
				command, lines: [line] };
			parts.push(open);
		} else if (more) {
			open.command += `\n${more[1]}`;
			open.lines.push(line);
		} else {
			open = null;
			parts.push({ text: line });
		}
	}
	return parts;
}

module.exports = { reason, parse };
