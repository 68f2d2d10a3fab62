// The player of the recordings, for the slides and the site: what a page needs
// to have it inside, so that it works from a file and without a network.
'use strict';
const fs = require('fs');
const path = require('path');

const bundle = path.join(__dirname,
    'node_modules/asciinema-player/dist/bundle');

const css = () =>
    fs.readFileSync(path.join(bundle, 'asciinema-player.css'), 'utf8') +
    fs.readFileSync(path.join(__dirname, 'watch.css'), 'utf8');

// Where there is no WebAssembly, the player fails when it is loaded: watch.js does without.
const js = () => 'if (typeof WebAssembly === "object") {\n' +
    fs.readFileSync(path.join(bundle, 'asciinema-player.min.js'), 'utf8') +
    '\n}\n' + fs.readFileSync(path.join(__dirname, 'watch.js'), 'utf8');

// The recordings that there are: { name: { text, title, seconds } }.
function casts(dir) {
	const found = {};
	if (!fs.existsSync(dir))
		return found;
	for (const file of fs.readdirSync(dir).sort()) {
		if (!file.endsWith('.cast'))
			continue;
		const text = fs.readFileSync(path.join(dir, file), 'utf8');
		const lines = text.trimEnd().split('\n');
		found[path.basename(file, '.cast')] = {
			text,
			title: JSON.parse(lines[0]).title,
			seconds: Math.round(JSON.parse(lines.at(-1))[0]),
		};
	}
	return found;
}

// Recordings within a page, as watch.js looks for them.
const data = (found, names) => names.map((name) =>
    `<script type="application/json" id="cast-${name}">` +
    `${JSON.stringify(found[name]).replace(/</g, '\\u003c')}</script>\n`)
    .join('');

const button = (name, cast) =>
    `<button class="watch" data-cast="${name}" ` +
    `aria-label="Recording: ${cast.title}">▶ ` +
    `${Math.floor(cast.seconds / 60)}:` +
    `${String(cast.seconds % 60).padStart(2, '0')}</button>`;

module.exports = { css, js, casts, data, button };
