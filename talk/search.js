// The search. `make site` makes the index with these options, and the page
// reads it with the same, when a reader first opens the search: both files are
// scripts, because a page that was opened from a file may fetch nothing else.
'use strict';
const siteSearch = {
	options: {
		fields: ['title', 'page', 'text'],
		storeFields: ['title', 'page', 'text', 'kind'],
		// pivot_root is one word, --cap-add is cap and add.
		tokenize: (text) => text.match(/[\p{L}\p{N}_]+/gu) ?? [],
		processTerm: (term) => term.toLowerCase(),
	},
	search: (index, words) => index.search(words, {
		prefix: true,
		fuzzy: (term) => term.length > 5 ? 0.15 : 0,
		combineWith: 'AND',
		boost: { title: 4, page: 2 },
		boostDocument: (id, term, stored) =>
		    stored.kind === 'lesson' ? 2 : 1,
	}),
};

if (typeof module !== 'undefined')
	module.exports = siteSearch;
else (() => {
	const root = document.documentElement;
	const dialog = document.createElement('dialog');
	let index, loading;

	dialog.className = 'search';
	dialog.setAttribute('aria-label', 'Search');
	dialog.innerHTML = '<form method="dialog"><input role="searchbox" ' +
	    'aria-label="Words to search for" placeholder="pivot_root, --memory, …" ' +
	    'autocomplete="off" spellcheck="false"><button>Close</button></form>' +
	    '<p role="status"></p><ol></ol>';
	document.body.append(dialog);
	const input = dialog.querySelector('input');
	const status = dialog.querySelector('p');
	const list = dialog.querySelector('ol');

	const load = (name) => new Promise((done, failed) => {
		const script = document.createElement('script');
		script.src = `${root.dataset.up}/${name}`;
		script.onload = done;
		script.onerror = failed;
		document.head.append(script);
	});

	async function prepare() {
		await Promise.all([load('minisearch.js'), load('search-index.js')]);
		index = MiniSearch.loadJS(window.siteIndex, siteSearch.options);
	}

	// Where the first of the words is, with some text around it.
	function excerpt(text, terms) {
		const at = Math.max(0, Math.min(...terms.map((term) =>
		    text.toLowerCase().indexOf(term)).filter((i) => i >= 0)));
		const start = Number.isFinite(at) ? Math.max(0, at - 50) : 0;
		const p = document.createElement('p');
		const words = text.slice(start, start + 180).split(/([\p{L}\p{N}_]+)/u);
		p.append(start > 0 ? '… ' : '', ...words.map((word) => {
			if (!terms.includes(word.toLowerCase()))
				return word;
			const mark = document.createElement('mark');
			mark.textContent = word;
			return mark;
		}));
		return p;
	}

	function entry({ id, title, page, text, terms }) {
		const item = document.createElement('li');
		const a = document.createElement('a');
		const where = document.createElement('small');
		a.href = `${root.dataset.up}/${id}`;
		a.textContent = title;
		where.textContent = page;
		a.append(where, excerpt(text, terms));
		item.append(a);
		return item;
	}

	function show() {
		const words = input.value.trim();
		const found = index && words ? siteSearch.search(index, words) : [];
		list.replaceChildren(...found.slice(0, 20).map(entry));
		status.textContent = !index || !words ? '' :
		    found.length === 1 ? '1 place' : `${found.length} places`;
	}

	async function open() {
		if (!dialog.open)
			dialog.showModal();
		input.select();
		loading ??= prepare();
		await loading;
		show();
	}

	// Arrows go through what was found, and from its first line back.
	function move(event) {
		const stops = [input, ...list.querySelectorAll('a')];
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const to = stops[stops.indexOf(document.activeElement) + step];
		if (!step || !to)
			return;
		event.preventDefault();
		to.focus();
	}

	input.addEventListener('input', show);
	// Enter in the field is the first that was found.
	dialog.querySelector('form').addEventListener('submit', (event) => {
		if (document.activeElement !== input)
			return;
		event.preventDefault();
		list.querySelector('a')?.click();
	});
	dialog.addEventListener('keydown', move);
	// A link to another place of the same page leaves the dialog, too.
	list.addEventListener('click', () => dialog.close());
	document.querySelector('.search-switch').addEventListener('click', open);
	document.addEventListener('keydown', (event) => {
		const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) ||
		    event.target.isContentEditable || document.querySelector('dialog[open]');
		if (!typing && event.key === '/' || event.key === 'k' &&
		    (event.ctrlKey || event.metaKey) && !typing) {
			event.preventDefault();
			open();
		}
	});
})();
