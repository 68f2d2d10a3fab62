// On a slide: its demonstration in the machine, where there is no terminal. One command
// after the other, each by a key, as talk/demo plays it. Where no machine starts, the
// recording plays, and the page says why.
'use strict';
(() => {
	const demos = JSON.parse(document.getElementById('lab-demos').textContent);
	const here = document.querySelector('.lab-start');
	const { labPage } = window;
	let bar, playing, busy;

	// Or the slides would go on.
	function keepEvents(element) {
		for (const type of ['keydown', 'wheel', 'touchstart', 'touchend'])
			element.addEventListener(type, (event) => event.stopPropagation());
	}

	// --- The bar above the terminals

	function makeButton(text, label, action) {
		const button = document.createElement('button');
		button.textContent = text;
		button.setAttribute('aria-label', label);
		button.addEventListener('click', action);
		bar.append(button);
		return button;
	}

	function makeBar() {
		bar = document.createElement('div');
		bar.className = 'lab-steps';
		bar.setAttribute('role', 'group');
		bar.run = makeButton('', '', () => step());
		bar.run.setAttribute('aria-describedby', 'lab-command');
		makeButton('Back', 'Back to the command before', () => move(-1));
		makeButton('Skip', 'Skip this command', () => move(1));
		bar.command = document.createElement('code');
		bar.command.id = 'lab-command';
		bar.append(bar.command);
		bar.addEventListener('keydown', (event) => {
			if (event.key === 'Escape')
				labPage.close();
		});
		labPage.panel.prepend(bar);
		keepEvents(labPage.panel);
	}

	function draw() {
		const { title, steps, at } = playing;
		const ended = at === steps.length;
		bar.setAttribute('aria-label', title);
		bar.command.textContent = ended ? '' : (steps[at].line === 'root' ? '# ' :
		    '$ ') + steps[at].command;
		bar.run.textContent = ended ? 'End' : `▶ ${at + 1} of ${steps.length}`;
		bar.run.setAttribute('aria-label', ended ? 'The demonstration has ended' :
		    `Run command ${at + 1} of ${steps.length}`);
		bar.run.setAttribute('aria-disabled', ended || busy);
	}

	// --- The demonstration

	function move(by) {
		const { at, steps } = playing;
		if (!busy)
			playing.at = Math.max(0, Math.min(steps.length, at + by));
		draw();
	}

	// Runs the command that is next: what it printed, and its status.
	async function step() {
		const { steps, at } = playing;
		if (busy || at === steps.length)
			return null;
		busy = true;
		draw();
		try {
			return await labPage.type(steps[at].line, steps[at].command);
		} finally {
			busy = false;
			move(1);
		}
	}

	// In a new machine, if another demonstration was there before.
	async function prepare(name, demo) {
		if (playing)
			await labPage.reset();
		else
			await labPage.start();
		if (!bar)
			makeBar();
		playing = { ...demo, name, at: 0 };
		await labPage.enter('none');
	}

	async function play(button) {
		const name = button.dataset.demo, demo = demos[name];
		here.hidden = false;
		try {
			if (playing?.name !== name || playing.at === demo.steps.length)
				await prepare(name, demo);
		} catch {
			// The page has said why.
			button.closest('.demo').querySelector('[data-cast]')?.click();
			return;
		}
		labPage.open({ focus: () => leave(button) });
		draw();
		labPage.say(demo.left.length > 0 ? `Without some commands: ${demo.left
		    .join('; ')}` : 'Enter runs a command, Escape leads back');
		bar.run.focus();
	}

	// The slides do not go on while a button has the focus, but Tab goes on from it.
	function leave(button) {
		button.focus();
		button.blur();
	}

	for (const button of document.querySelectorAll('button.lab-demo')) {
		button.addEventListener('keydown', (event) => {
			if (event.key === 'Enter' || event.key === ' ')
				event.stopPropagation();
		});
		button.addEventListener('click', () => play(button));
	}
	keepEvents(here);
	window.labDemo = { step, get playing() { return playing; } };
})();
