// The frame around each page of the site: bar, menu, table of contents, the way
// back and forth. All that it asks for comes from the site itself.
'use strict';
const crypto = require('crypto');

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
    .replace(/>/g, '&gt;').replace(/"/g, '&quot;');

// A word with a hyphen stays whole, as long as a phone can hold it (`longest`); one that
// is longer may be broken behind a "/".
function whole(word, longest) {
	const parts = word.length <= longest ? [word] : word.split(/(?<=[^:/]\/)(?=[^/])/);
	return parts.map((part) => /\S-|-\S/.test(part) && part.length <= longest ?
	    `<span class="whole">${escape(part)}</span>` : escape(part)).join('<wbr>');
}

// HTML of a text whose words that are like `which` stay whole.
const wholeWords = (text, which, longest = 34) => text.split(/(\s+)/).map((word) =>
    which.test(word) ? whole(word, longest) : escape(word)).join('');

// The choice of light or dark is read before anything is drawn.
const early = 'document.documentElement.classList.add("js");' +
    'try{const t=localStorage.getItem("theme");' +
    'if(t)document.documentElement.dataset.theme=t}catch(e){}';

function sideBar(menu, file, href) {
	const groups = menu.map(([title, entries]) => {
		const items = entries.map(([target, text]) =>
		    `<li><a href="${href(target)}"` +
		    `${target === file ? ' aria-current="page"' : ''}>` +
		    `${escape(text)}</a></li>`);
		return `<h2>${escape(title)}</h2>\n<ul>${items.join('\n')}</ul>`;
	});
	return `<nav id="menu" class="menu" aria-label="All pages">\n` +
	    `${groups.join('\n')}\n</nav>`;
}

// From the second heading on: with one, there is nothing to choose from.
function contents(headings) {
	if (headings.length < 2)
		return '';
	const items = headings.map(({ id, html, level }) =>
	    `<li class="level-${level}"><a href="#${id}">${html}</a></li>`);
	return '<nav class="contents" aria-label="On this page">' +
	    `<details open><summary>On this page</summary>\n<ol>` +
	    `${items.join('\n')}</ol></details></nav>`;
}

function backAndForth(menu, file, href) {
	const order = menu.flatMap(([, entries]) => entries);
	const at = order.findIndex(([target]) => target === file);
	const way = (entry, rel, text) => entry ?
	    `<a rel="${rel}" href="${href(entry[0])}"><span>${text}</span> ` +
	    `${escape(entry[1])}</a>` : '<span></span>';
	if (at === -1)
		return '';
	return '<nav class="ways" aria-label="Previous and next">' +
	    way(order[at - 1], 'prev', '← Previous') +
	    way(order[at + 1], 'next', 'Next →') + '</nav>\n';
}

const earlyHash = `sha256-${crypto.createHash('sha256').update(early).digest('base64')}`;

// page(): `href` gives the address of a file of the tree, seen from this page;
// `up` leads to the site's root. `style` are more style sheets, `policy` makes the
// page's content security policy of the hash of its only script within the text.
function page({ file, title, kind, body, headings, menu, href, up, scripts, style = [],
    policy = null }) {
	return `<!DOCTYPE html>
<html lang="en" data-up="${up}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${policy ? `<meta http-equiv="Content-Security-Policy" content="${policy(earlyHash)}">
` : ''}<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<script>${early}</script>
<link rel="stylesheet" href="${up}/site.css">
${style.map((name) => `<link rel="stylesheet" href="${up}/${name}">\n`).join('')}</head>
<body class="${kind}">
<a class="skip" href="#main">To the text</a>
<header class="bar">
<button class="menu-switch" aria-expanded="false" aria-controls="menu">Menu</button>
<a class="home" href="${up}/index.html"><span>What a container is made of</span></a>
<button class="search-switch">Search <kbd>/</kbd></button>
<button class="theme-switch">Dark</button>
</header>
<div class="frame">
${sideBar(menu, file, href)}
<main id="main" tabindex="-1">
${contents(headings)}
<article>
${body}</article>
${backAndForth(menu, file, href)}</main>
</div>
<footer>After the talk "What's under the hood of Docker?" by Janos Pasztor
(2018); its history thanks to Kir Kolyshkin and Jeff Victor.</footer>
<script src="${up}/site.js"></script>
${scripts}</body>
</html>
`;
}

module.exports = { page, escape, wholeWords };
