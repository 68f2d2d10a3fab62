// What Marp does not do by itself: a fence "c lit=2,5" has its second and its
// fifth line lit, which are those that the slide is about.
'use strict';

function light(html, lines) {
	const [, begin, code, end] = /^([^]*?<code[^>]*>)([^]*)(<\/code>[^]*)$/
	    .exec(html);
	const shown = code.replace(/\n$/, '').split('\n').map((line, i) =>
	    `<span class="${lines.includes(i + 1) ? 'lit' : 'dim'}">${line}\n</span>`);
	return begin + shown.join('') + end;
}

module.exports = ({ marp }) => marp.use((md) => {
	const fence = md.renderer.rules.fence;
	md.renderer.rules.fence = (tokens, i, ...rest) => {
		const html = fence(tokens, i, ...rest);
		const [, lines] = /\slit=([\d,]+)/.exec(tokens[i].info) ?? [];
		return lines ? light(html, lines.split(',').map(Number)) : html;
	};
});
