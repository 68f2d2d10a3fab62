// The index of the search, made with the site: each section of a lesson, and of
// a source file its first comment and each of its functions.
'use strict';
const fs = require('fs');
const MiniSearch = require('minisearch');
const { options } = require('./search.js');

const documents = [];

const add = (document) => documents.push(document);

// The text of a page's sections, from the HTML that the reader gets.
function addLesson(address, title, html, headings) {
	const plain = (text) => text.replace(/<wbr>/g, '').replace(/<[^>]*>/g, ' ')
	    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
	    .replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim();
	const parts = html.split(/<h[1-3] id="([^"]*)"[^>]*>([^]*?)<\/h[1-3]>/);
	for (let i = 1; i < parts.length; i += 3)
		add({
			id: `${address}#${parts[i]}`,
			title: plain(parts[i + 1]), page: title,
			text: plain(parts[i + 2]), kind: 'lesson',
		});
}

// The comment that ends above a line.
function commentAbove(lines, line) {
	let end = line - 1;
	while (end > 0 && !/\*\/\s*$/.test(lines[end - 1]) && line - end < 3)
		end--;
	let start = end;
	while (start > 0 && !/^\s*\/\*/.test(lines[start - 1]) && end - start < 20)
		start--;
	return /\*\/\s*$/.test(lines[end - 1] ?? '') ?
	    lines.slice(start - 1, end).join(' ') : '';
}

const words = (comment) => comment.replace(/\/\*|\*\/|^\s*\*|\s\*\s/gm, ' ')
    .replace(/\s+/g, ' ').trim();

function addSource(address, file, text, functions) {
	const lines = text.split('\n');
	const first = /^(#!.*\n)?((\/\*[^]*?\*\/)|((#|\/\/).*\n)+)/.exec(text);
	add({
		id: address, title: file, page: 'source', kind: 'source',
		text: words(first?.[2].replace(/^(#|\/\/) ?/gm, '') ?? ''),
	});
	functions.forEach(({ name, line }, i) => {
		const end = functions[i + 1]?.line ?? lines.length;
		const called = new Set(lines.slice(line, end).join(' ')
		    .match(/[A-Za-z]\w{3,}(?=\()|\b[A-Z][A-Z0-9_]{4,}\b|\b__NR_\w+|SYS_\w+/g));
		add({
			id: `${address}#L${line}`, title: name, page: file,
			kind: 'source', text: `${words(commentAbove(lines,
			    line - 1))} ${[...called].join(' ')}`.trim(),
		});
	});
}

function script() {
	const index = new MiniSearch(options);
	index.addAll(documents);
	return `window.siteIndex = ${JSON.stringify(index)};\n`;
}

const engine = () => fs.readFileSync(require.resolve('minisearch')
    .replace(/dist.*/, 'dist/umd/index.js'), 'utf8')
    .replace(/\/\/# sourceMappingURL.*/, '');

module.exports = { addLesson, addSource, script, engine };
