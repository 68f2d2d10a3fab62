// A file of the tree as a page: each line with its number, which is an anchor,
// and the functions of a C file as the table of contents.
'use strict';
const hljs = require('highlight.js/lib/common');
const { escape, wholeWords } = require('./site-page.js');

const highlight = (text, language) => hljs.getLanguage(language) ?
    hljs.highlight(text, { language }).value : escape(text);

const language = (file, text) => /\.[chS]$/.test(file) ? 'c' :
    /\.(ba)?sh$|\.bats$|^#!.*\bbash/.test(`${file}\n${text}`) ? 'bash' :
    /\.json$/.test(file) ? 'json' : '';

// A colour that goes on over the end of a line is ended there, and begun again.
function splitLines(html) {
	let open = [];
	return html.split('\n').map((line) => {
		const begin = open.join('');
		for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g))
			open = tag === '</span>' ? open.slice(0, -1) :
			    [...open, tag];
		return begin + line + '</span>'.repeat(open.length);
	});
}

// The functions that a C file defines, { name, line }, as the style of the code
// has it: the name begins the line below the type.
function functions(file, text) {
	if (!/\.c$/.test(file))
		return [];
	const lines = text.split('\n');
	return lines.flatMap((line, i) => {
		const [, name] = /^([a-z_]\w*)\(.*[^;]$/.exec(line) ?? [];
		return name && /^[a-z][\w *]*$/.test(lines[i - 1] ?? '') ?
		    [{ name, line: i + 1 }] : [];
	});
}

function body(file, text) {
	const lines = splitLines(highlight(text.replace(/\n$/, ''),
	    language(file, text)));
	const code = lines.map((line, i) => `<span class="line" id="L${i + 1}">` +
	    `<a href="#L${i + 1}" data-line="${i + 1}" tabindex="-1" ` +
	    `aria-hidden="true"></a>${line || ' '}\n</span>`).join('');
	return `<h1>${wholeWords(file, /-/, 20)}</h1>\n` +
	    '<div class="scroll" tabindex="0" role="region" ' +
	    `aria-label="${escape(file)}"><pre class="source"><code>${code}` +
	    '</code></pre></div>\n';
}

const headings = (file, text) => functions(file, text).map((f) =>
    ({ id: `L${f.line}`, html: `<code>${f.name}</code>`, level: 2 }));

module.exports = { body, headings, functions, highlight };
