// In the page: a button with data-cast="NAME" shows the recording that the page
// has in #cast-NAME, over everything else. Escape, or its button, closes it.
// What has data-play="NAME" is where the recording plays within the page.
'use strict';
(() => {
	const dialog = document.createElement('dialog');
	const close = document.createElement('button');
	const screen = document.createElement('div');
	let player;

	dialog.className = 'recording';
	close.textContent = 'Close';
	dialog.append(close, screen);
	document.body.append(dialog);
	close.addEventListener('click', () => dialog.close());
	dialog.addEventListener('close', () => {
		player.dispose();
		// The slides do not go on while a button has the focus.
		if (document.activeElement.closest('[data-marpit-svg]'))
			document.activeElement.blur();
	});
	// Or the slides would go on behind it.
	for (const type of ['keydown', 'wheel', 'touchstart', 'touchend'])
		dialog.addEventListener(type, (e) => e.stopPropagation());

	const recording = (name) => JSON.parse(
	    document.getElementById(`cast-${name}`).textContent);

	// The player takes WebAssembly. Where there is none, what was on the terminal can
	// be read: each line after the first is [seconds, "o", text].
	function showText(text, place) {
		const page = document.createElement('pre');
		page.tabIndex = 0;
		page.textContent = text.trimEnd().split('\n').slice(1)
		    .map((line) => JSON.parse(line)).filter(([, kind]) => kind === 'o')
		    .map(([, , words]) => words).join('')
		    .replace(/\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07|.)/g, '')
		    .replace(/\r+\n/g, '\n');
		place.replaceChildren(page);
		return { dispose: () => page.remove() };
	}

	const play = (text, place, options) => typeof WebAssembly === 'object' ?
	    AsciinemaPlayer.create({ data: text }, place, { fit: 'both', controls: true,
		idleTimeLimit: 2, ...options }) : showText(text, place);

	for (const place of document.querySelectorAll('[data-play]'))
		play(recording(place.dataset.play).text, place, { poster: 'npt:0:25' });

	for (const button of document.querySelectorAll('[data-cast]')) {
		button.addEventListener('keydown', (e) => {
			if (e.key === 'Enter' || e.key === ' ')
				e.stopPropagation();
		});
		button.addEventListener('click', () => {
			const cast = recording(button.dataset.cast);
			dialog.setAttribute('aria-label', cast.title);
			dialog.showModal();
			player = play(cast.text, screen, { autoPlay: true });
			screen.querySelector('[tabindex]')?.focus();
		});
	}
})();
