// The lab in the site's lessons: a button for each command that the machine can run,
// the panel that starts it, and the files that it takes. Without a machine in the
// cache (make lab), or with LAB=0, the lessons are as they were.
'use strict';
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { execFileSync } = require('child_process');
const { escape } = require('./site-page.js');
const { parse, reason } = require('./lab/blocks.js');

const modules = path.join(__dirname, 'node_modules');

// What a page with the machine may do: nothing outside of this site.
const policy = (...scripts) => "default-src 'none'; " +
    `script-src 'self' 'wasm-unsafe-eval' ${scripts.map((hash) => `'${hash}'`).join(' ')}; ` +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self' blob: data:; worker-src 'self'; base-uri 'none'; form-action 'none'";

// The folder of the machine, LAB=DIR or the cache's; null: there is none.
function find() {
	if (process.env.LAB === '0')
		return null;
	if (process.env.LAB?.startsWith('/'))
		return process.env.LAB;
	try {
		return execFileSync(path.join(__dirname, 'lab/build'), ['--cached'],
		    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	} catch {
		return null;
	}
}

const bytes = (machine) => fs.statSync(path.join(machine, 'state.zst')).size;

// The emulator as the page unpacks it: a fifth of its size.
let packed;
const emulator = () => packed ??= zlib.gzipSync(
    fs.readFileSync(path.join(modules, 'v86/build/v86.wasm')), { level: 9 });

// The bytes that a reader loads when the machine starts.
const downloaded = (machine) => bytes(machine) + emulator().length + [
	'v86/build/libv86.js', '@xterm/xterm/lib/xterm.js',
].reduce((sum, file) => sum + fs.statSync(path.join(modules, file)).size, 0);

// A lesson is what tests/tools/readme-check runs: a chapter's README, or the toolkit's.
const chapterOf = (file) => /^(?:(0\d-[^/]*)\/)?README\.md$/.exec(file) ?
    /^0\d-/.test(file) ? file.split('/')[0] : 'none' : null;

// A page of exercises starts the machine, too, and types nothing into it.
const exercisesOf = (file) => /^exercises\/(0\d-.*)\.md$/.exec(file)?.[1] ?? null;

const runButton = ({ terminal, command }) =>
    `<button class="run" data-line="${terminal}" data-command="${escape(command)}" ` +
    `aria-label="Run in the machine: ${escape(command.split('\n')[0])}"></button>`;

// A console block: { html, note }. The note says why it has no button.
function block(text, words) {
	const why = reason(words, text);
	const html = parse(text).map((part) => part.command === undefined ?
	    escape(part.text) : (why ? '' : runButton(part)) + part.lines.map(
		(line) => `<b>${escape(line)}</b>`).join('\n')).join('\n') + '\n';
	return {
		html, runs: why === null,
		note: why ? `<p class="not-in-lab">Not in the machine of this page: ` +
		    `${escape(why)}.</p>\n` : '',
	};
}

const LESSON = 'A Debian of your own, in this page: each ▶ below runs its command ' +
    'there, as root or as a user.';
const exercise = (name) => 'A Debian of your own, in this page, with the files: ' +
    `cd ~/toolkit, then make exercises, nano exercises/work/${name}/…, make check ` +
    `CH=${name.slice(0, 2)}.`;

// Below the title. Without scripts it is not there.
const panel = (file, machine, up) => '<div class="lab-start" hidden ' +
    `data-chapter="${chapterOf(file) ?? 'none'}" data-bytes="${bytes(machine)}">` +
    `<button>Start the machine, ${Math.ceil(downloaded(machine) / 1e6)} MB</button> ` +
    `<span role="status">${exercisesOf(file) ? exercise(exercisesOf(file)) :
	LESSON}</span> ` +
    `<a href="${up}/lab/licences.html">What is in it</a></div>\n`;

// Beside the slides, where it says what happens: nothing before a click.
const slidesPanel = (machine) => '<div class="lab-start" hidden data-quiet ' +
    `data-chapter="none" data-bytes="${bytes(machine)}">` +
    `<button>Start the machine, ${Math.ceil(downloaded(machine) / 1e6)} MB</button> ` +
    '<span role="status"></span> ' +
    '<a href="../lab/licences.html">What is in it</a></div>\n';

const packages = (machine) =>
    fs.readFileSync(path.join(machine, 'packages'), 'utf8').trim().split('\n')
    .map((line) => line.split(' ')).sort(([a], [b]) => a < b ? -1 : 1);

// The licences that a copyright file in Debian's format names, in its order.
function licencesOf(text) {
	const names = [...text.matchAll(/^License: *(\S.*)$/gm)].map((m) => m[1].trim());
	return names.length > 0 ? [...new Set(names)].slice(0, 6).join('; ') :
	    [...new Set(text.match(/\b(?:GPL|LGPL)(?:-[\d.]+)?\b|\bBSD\b|\bMIT\b/g))]
	    .join('; ');
}

// The page that says what the machine holds, under which terms, from where.
function licences(machine, out) {
	execFileSync('tar', ['-xf', path.join(machine, 'copyright.tar'), '-C', out]);
	const folder = path.join(out, 'copyright');
	const rows = packages(machine).map(([name, version, source, sourceVersion]) => {
		fs.renameSync(path.join(folder, name), path.join(folder, `${name}.txt`));
		const text = fs.readFileSync(path.join(folder, `${name}.txt`), 'utf8');
		return `<tr><td><a href="copyright/${encodeURIComponent(name)}.txt">` +
		    `${escape(name)}</a></td><td>${escape(version)}</td>` +
		    `<td>${escape(licencesOf(text))}</td>` +
		    `<td>${escape(source)} ${escape(sourceVersion)}</td></tr>\n`;
	}).join('');
	const npm = [['v86', 'v86'], ['xterm.js', '@xterm/xterm']].map(([name, dir]) => {
		const about = JSON.parse(fs.readFileSync(
		    path.join(modules, dir, 'package.json'), 'utf8'));
		fs.copyFileSync(path.join(modules, dir, 'LICENSE'),
		    path.join(folder, `${name}.txt`));
		return `<tr><td><a href="copyright/${name}.txt">${name}</a></td>` +
		    `<td>${escape(about.version)}</td><td>${escape(about.license)}</td>` +
		    `<td>npm, ${dir}</td></tr>\n`;
	}).join('');
	return '<h1>What is in the machine</h1>\n' +
	    '<p>The machine of the lessons is a computer that the browser emulates. It ' +
	    'runs Debian 12 for 32 bits, its packages unchanged, and the programs of ' +
	    'this toolkit. It has no network, and what happens in it stays in the page.' +
	    '</p>\n<h2>Packages</h2>\n<p>The machine\'s snapshot also contains the ' +
	    'firmware from which it started: SeaBIOS (package seabios), under LGPL-3. ' +
	    'The sources are Debian\'s: <code>talk/lab/sources DIR</code> fetches those ' +
	    'of exactly these versions.</p>\n' +
	    '<div class="scroll" tabindex="0" role="region" aria-label="a table">' +
	    '<table><thead><tr><th>package</th><th>version</th><th>licences</th>' +
	    `<th>source</th></tr></thead>\n<tbody>${npm}${rows}</tbody></table></div>\n`;
}

// Everything below lab/ but the page of licences, which is returned.
function copy(machine, out) {
	fs.mkdirSync(out, { recursive: true });
	fs.writeFileSync(path.join(out, 'v86.wasm.packed'), emulator());
	for (const file of ['v86/build/libv86.js',
		'@xterm/xterm/lib/xterm.js', '@xterm/xterm/css/xterm.css'])
		fs.copyFileSync(path.join(modules, file),
		    path.join(out, path.basename(file)));
	for (const file of ['machine.js', 'page.js', 'demo.js', 'worker.js', 'unpack.js',
		'state.js', 'lab.css'])
		fs.copyFileSync(path.join(__dirname, 'lab', file), path.join(out, file));
	fs.copyFileSync(path.join(machine, 'state.zst'), path.join(out, 'state.zst'));
	return licences(machine, out);
}

module.exports = { find, downloaded, chapterOf, exercisesOf, block, panel, slidesPanel,
	copy, policy };
