// What the home page has between its words: the recording that plays there, and
// a card for each chapter, with the question that is its title.
'use strict';
const player = require('./player.js');

const shown = '07-combined';

function recording(casts, picture) {
	if (!casts[shown])
		return picture;
	return `<figure class="stage"><div data-play="${shown}"></div>\n` +
	    '<figcaption>Chapter 7\'s demonstration, as it runs on stage' +
	    '</figcaption></figure>\n' + player.data(casts, [shown]);
}

// Of "# 01 · caps: can you run ping?", the three parts.
function chapters(titles, href) {
	const cards = titles.map(([file, title]) => {
		const [, number, name, question] =
		    /^(\d+) · ([^:]*): (.*)/.exec(title) ?? [null, '', file, title];
		return `<li><a href="${href(file)}"><b>${number}</b> ` +
		    `<code>${name}</code> <span>${question[0].toUpperCase()}` +
		    `${question.slice(1)}</span></a></li>\n`;
	});
	return `<ol class="cards">\n${cards.join('')}</ol>\n`;
}

module.exports = { recording, chapters };
