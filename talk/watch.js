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

	for (const place of document.querySelectorAll('[data-play]'))
		AsciinemaPlayer.create({ data: recording(place.dataset.play).text },
		    place, { fit: 'both', poster: 'npt:0:25', controls: true,
			idleTimeLimit: 2 });

	for (const button of document.querySelectorAll('[data-cast]')) {
		button.addEventListener('keydown', (e) => {
			if (e.key === 'Enter' || e.key === ' ')
				e.stopPropagation();
		});
		button.addEventListener('click', () => {
			const cast = recording(button.dataset.cast);
			dialog.setAttribute('aria-label', cast.title);
			dialog.showModal();
			player = AsciinemaPlayer.create({ data: cast.text },
			    screen, { fit: 'both', autoPlay: true,
				controls: true, idleTimeLimit: 2 });
			screen.querySelector('[tabindex]')?.focus();
		});
	}
})();
