// In each page: the menu of a small screen, the choice of light or dark, the table
// of contents that says where the reader is. Without it, all text is there.
'use strict';
(() => {
	const root = document.documentElement;

	// --- The menu

	const menu = document.querySelector('.menu-switch');
	menu.addEventListener('click', () => {
		const open = root.classList.toggle('menu-open');
		menu.setAttribute('aria-expanded', open);
	});
	// It begins where the page's own entry is.
	const here = document.querySelector('.menu [aria-current]');
	const bar = document.querySelector('.menu');
	if (here)
		bar.scrollTop = here.offsetTop - bar.clientHeight / 2;

	// --- Light or dark

	const theme = document.querySelector('.theme-switch');
	const system = matchMedia('(prefers-color-scheme: dark)');
	const isDark = () => root.dataset.theme ?
	    root.dataset.theme === 'dark' : system.matches;
	const label = () => {
		theme.textContent = isDark() ? 'Light' : 'Dark';
	};
	theme.addEventListener('click', () => {
		root.dataset.theme = isDark() ? 'light' : 'dark';
		try {
			localStorage.setItem('theme', root.dataset.theme);
		} catch {
			// Without storage, the choice holds for this page.
		}
		label();
	});
	system.addEventListener('change', label);
	label();

	// --- The table of contents

	const wide = matchMedia('(min-width: 75rem)');
	const contents = document.querySelector('.contents details');
	const fold = () => {
		if (contents)
			contents.open = wide.matches;
	};
	wide.addEventListener('change', fold);
	fold();
	const entries = new Map([...document.querySelectorAll('.contents a')]
	    .map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
	const reading = new IntersectionObserver((seen) => {
		for (const { target, isIntersecting } of seen) {
			if (!isIntersecting)
				continue;
			contents.querySelector('.now')?.classList.remove('now');
			entries.get(target.id).classList.add('now');
		}
	}, { rootMargin: '-60px 0px -70% 0px' });
	for (const id of entries.keys())
		reading.observe(document.getElementById(id));
})();
