// The slides in the site: where there is a machine, the slide of a demonstration has a
// button that runs it in the page (lab/demo.js), beside the one of its recording.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const lab = require('./site-lab.js');
const { parse, reason } = require('./lab/blocks.js');
const { escape } = require('./site-page.js');

const folder = path.join(__dirname, 'demos');

// A demonstration as talk/demo plays it: the commands, each with its terminal. What
// begins with %, only the tests run. `left` are the reasons why commands are missing.
function demonstration(name) {
	const text = fs.readFileSync(path.join(folder, `${name}.md`), 'utf8');
	const steps = [], left = new Set();
	for (const [, words, block] of text.matchAll(/^```console(.*)\n([^]*?)^```$/gm)) {
		const why = reason(words.trim().split(/\s+/), block);
		if (why)
			left.add(why);
		else
			steps.push(...parse(block).filter((part) => part.command)
			    .map(({ terminal, command }) => ({ line: terminal, command })));
	}
	return { title: /^# (.*)/.exec(text)[1], steps, left: [...left] };
}

const names = () => fs.readdirSync(folder).filter((file) => file.endsWith('.md'))
    .map((file) => path.basename(file, '.md'));

const button = (name, { title }) => `<button class="lab-demo" data-demo="${name}" ` +
    `aria-label="Run in this page: ${escape(title)}">▶ run</button>`;

// Every script within the page, by its hash.
const hashes = (html) => [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(
    ([, text]) => `sha256-${crypto.createHash('sha256').update(text).digest('base64')}`);

// The slides' page with its buttons. Its policy is a lesson's, with the scripts that
// Marp and the player have put within the page, and the frames of Marp's own view for
// a speaker.
function withMachine(html, machine) {
	const demos = Object.fromEntries(names().map((name) => [name, demonstration(name)]));
	const data = JSON.stringify(demos).replace(/</g, '\\u003c');
	const policy = lab.policy(...hashes(html)) + "; frame-src 'self'";
	return html
	    .replace(/<html lang="[^"]*"/, '<html lang="en" class="lab-slides" data-up=".."')
	    .replace('<head>', () => '<head><meta http-equiv="Content-Security-Policy" ' +
		`content="${policy}">`)
	    .replace('</head>', '<link rel="icon" href="data:,">' +
		'<link rel="stylesheet" href="../lab/xterm.css">' +
		'<link rel="stylesheet" href="../lab/lab.css"></head>')
	    .replace(/(<div class="demo" data-demo="([^"]+)">)([^]*?)(<\/div>)/g,
		(_, begin, name, inside, end) =>
		    begin + inside + button(name, demos[name]) + end)
	    .replace(/<\/body>(?![^]*<\/body>)/, () => lab.slidesPanel(machine) +
		`<script type="application/json" id="lab-demos">${data}</script>\n` +
		'<script src="../lab/page.js"></script>\n' +
		'<script src="../lab/demo.js"></script>\n</body>');
}

module.exports = { withMachine, demonstration };
