// In a lesson, and beside the slides: the machine that runs the commands. Nothing is
// loaded before a reader asks for it; then the emulator, the snapshot and the terminals
// come from lab/, beside this file. Two shells of root and one of a user, nobody, each in
// a terminal of its own; a block's commands go where their prompt says.
'use strict';
(() => {
	const root = document.documentElement;
	const here = document.querySelector('.lab-start');
	const up = `${root.dataset.up}/lab`;
	const { chapter, bytes } = here.dataset;
	const size = `${Math.ceil(bytes / 1e6)} MB`;
	const NAMES = { root: 'Root', user: 'User', second: 'Root 2' };
	let machine, terminals, module, state, panel, starting, current, opener, abandon;

	// --- Small things

	const make = (name, properties = {}, ...inside) => {
		const element = document.createElement(name);
		for (const [key, value] of Object.entries(properties))
			if (key in element)
				element[key] = value;
			else
				element.setAttribute(key, value);
		element.append(...inside);
		return element;
	};

	const load = (name) => new Promise((done, failed) => {
		const script = make('script', { src: `${up}/${name}` });
		script.onload = done;
		script.onerror = () => failed(new Error(`${name} cannot be loaded`));
		document.head.append(script);
	});

	// What may be broken only behind a "/", where a phone can hold what is between two.
	const code = (text) => make('code', {}, ...text.split(/(?<=[^:/]\/)(?=[^/])/).flatMap(
	    (part, i) => [...i > 0 ? [make('wbr')] : [], make('span',
		{ className: part.length <= 34 ? 'whole' : '', textContent: part })]));

	// Each second one of the parts is code.
	function say(...parts) {
		for (const place of [here, panel].filter(Boolean))
			place.querySelector('[role="status"]').replaceChildren(
			    ...parts.map((part, i) => i % 2 ? code(part) : part));
	}

	// --- The panel with the terminals

	function openPanel() {
		const tabs = make('div', { role: 'tablist', 'aria-label': 'Terminals' });
		const screens = make('div', { className: 'lab-screens' });
		const button = (text, label, action) => {
			const one = make('button', { textContent: text,
				'aria-label': label });
			one.addEventListener('click', action);
			return one;
		};
		panel = make('section', { className: 'lab', 'aria-label': 'The machine' },
		    make('div', { className: 'lab-bar' }, tabs,
			make('span', { role: 'status' }),
			button('Reset', 'Reset the machine', reset),
			button('Close', 'Close the panel', close)), screens);
		for (const [line, name] of Object.entries(NAMES)) {
			const tab = make('button', { role: 'tab', id: `lab-tab-${line}`,
				textContent: `${name} ${line === 'user' ? '$' : '#'}`,
				'aria-controls': `lab-${line}` });
			tab.addEventListener('click', () => show(line, true));
			tabs.append(tab);
			screens.append(make('div', { role: 'tabpanel', id: `lab-${line}`,
				'aria-labelledby': tab.id }));
		}
		tabs.addEventListener('keydown', (event) => {
			const all = Object.keys(NAMES);
			const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
			if (!step)
				return;
			show(all[(all.indexOf(current) + step + all.length) % all.length]);
			document.getElementById(`lab-tab-${current}`).focus();
		});
		document.body.append(panel);
		root.classList.add('lab-open');
	}

	function close() {
		root.classList.remove('lab-open');
		panel.hidden = true;
		opener.focus();
	}

	// `from`: where the focus is to be again when the panel is closed.
	function open(from) {
		opener = from;
		panel.hidden = false;
		root.classList.add('lab-open');
	}

	function show(line, focus) {
		current = line;
		for (const name of Object.keys(NAMES)) {
			const tab = document.getElementById(`lab-tab-${name}`);
			tab.setAttribute('aria-selected', name === line);
			tab.tabIndex = name === line ? 0 : -1;
			document.getElementById(`lab-${name}`).hidden = name !== line;
		}
		fit();
		if (focus)
			terminals[line].focus();
	}

	// Each terminal is as large as its panel; the machine is told.
	function fit() {
		const screen = document.getElementById(`lab-${current}`);
		const terminal = terminals[current];
		const cell = terminal.element.querySelector('.xterm-screen');
		const width = cell.clientWidth / terminal.cols;
		const height = cell.clientHeight / terminal.rows;
		if (!width || !height)
			return;
		const columns = Math.max(20, Math.floor((screen.clientWidth - 20) / width));
		const rows = Math.max(4, Math.floor(screen.clientHeight / height));
		for (const [line, one] of Object.entries(terminals)) {
			if (one.cols === columns && one.rows === rows)
				continue;
			one.resize(columns, rows);
			machine?.resize(line, columns, rows);
		}
	}

	function openTerminals() {
		terminals = {};
		for (const line of Object.keys(NAMES)) {
			const terminal = new window.Terminal({
				fontFamily: '"JetBrains Mono", "DejaVu Sans Mono", monospace',
				fontSize: matchMedia('(max-width: 40rem)').matches ? 12 : 14,
				cursorBlink: false, screenReaderMode: true,
				scrollback: 2000, theme: { background: '#0b1015' },
			});
			const screen = document.getElementById(`lab-${line}`);
			screen.hidden = false;
			terminal.open(screen);
			terminal.onData((text) => machine?.type(line, text));
			// Tab completes a word, as in any terminal; Shift and Tab leave it.
			terminal.attachCustomKeyEventHandler((event) =>
			    !(event.key === 'Tab' && event.shiftKey));
			terminals[line] = terminal;
		}
		show('root');
		new ResizeObserver(fit).observe(panel.querySelector('.lab-screens'));
	}

	// --- The machine

	// V86 as machine.js uses it; the emulator itself is in worker.js.
	class RemoteEmulator {
		constructor(options) {
			this.listeners = {};
			this.waiting = new Map();
			this.last = 0;
			this.worker = new Worker(`${up}/worker.js`);
			this.worker.onmessage = ({ data }) => this.receive(data);
			this.worker.onerror = ({ message }) =>
			    this.waiting.forEach(({ failed }) => failed(new Error(message)));
			this.bus = { send: (...args) => this.call('send', ...args) };
			this.restored = this.call('restore', module, options, state);
		}

		call(call, ...args) {
			const id = ++this.last;
			this.worker.postMessage({ id, call, args });
			return new Promise((done, failed) =>
			    this.waiting.set(id, { done, failed }));
		}

		receive({ events = [], id, error }) {
			for (const [name, data] of events)
				for (const listener of this.listeners[name] ?? [])
					listener(data);
			const answer = this.waiting.get(id);
			this.waiting.delete(id);
			if (error)
				answer.failed(new Error(error));
			else
				answer?.done();
		}

		add_listener(name, listener) {
			(this.listeners[name] ??= []).push(listener);
			return this.call('add_listener', name);
		}

		serial_send_bytes(...args) { return this.call('serial_send_bytes', ...args); }
		run() { return this.call('run'); }

		// What the machine has in memory goes with its thread.
		end() { this.worker.terminate(); }
	}

	async function fetchState() {
		const answer = await fetch(`${up}/state.zst`);
		if (!answer.ok)
			throw new Error(`state.zst: ${answer.status}`);
		const reader = answer.body.getReader();
		const parts = [];
		let got = 0;
		for (;;) {
			const { done, value } = await reader.read();
			if (done)
				break;
			parts.push(value);
			got += value.length;
			say(`${Math.floor(100 * got / bytes)} % of ${size}`);
		}
		return new Blob(parts);
	}

	// Packed by us, since not every server packs. All threads have the one module.
	async function fetchEmulator() {
		const answer = await fetch(`${up}/v86.wasm.packed`);
		if (!answer.ok)
			throw new Error(`v86.wasm.packed: ${answer.status}`);
		return WebAssembly.compile(await new Response(answer.body.pipeThrough(
		    new DecompressionStream('gzip'))).arrayBuffer());
	}

	// The clock is the snapshot's, and so is what the kernel takes for random.
	const settle = () => {
		const seed = [...crypto.getRandomValues(new Uint8Array(16))]
		    .map((byte) => byte.toString(16)).join('');
		return machine.ask(`date -s @${Math.floor(Date.now() / 1000)};` +
		    `echo ${seed} >/dev/urandom`);
	};

	// Why there is no machine here, and what to do, for say(); null: there can be one.
	// From a file, a browser starts no thread and loads no data.
	function refusal() {
		const site = new URL(`${up}/../`, location);
		if (location.protocol === 'file:')
			return ['The machine needs a web server: ', 'python3 -m http.server',
				' ', '-d', ' "', decodeURI(site.pathname), '" and then ',
				`http://localhost:8000/${location.href.slice(site.href.length)}`];
		return typeof WebAssembly === 'object' ? null : ['The machine needs ' +
		    'WebAssembly, which this browser does not have: the recording shows ' +
		    'what the commands do'];
	}

	async function boot() {
		machine = new window.lab.Machine(new RemoteEmulator(window.lab.hardware),
		    (line, data) => terminals[line].write(data));
		await machine.emulator.restored;
		await machine.emulator.run();
		await settle();
		await machine.resizeAll(terminals.root.cols, terminals.root.rows);
	}

	async function begin() {
		const began = performance.now();
		say('Loading …');
		[module, state] = await Promise.all([fetchEmulator(), fetchState(),
		    load('xterm.js'), load('machine.js')]);
		openPanel();
		openTerminals();
		await boot();
		root.classList.add('lab-runs');
		const seconds = (performance.now() - began) / 1000;
		here.dataset.seconds = seconds.toFixed(2);
		say(`Started in ${seconds.toFixed(1)} s. Shift+Tab leaves the terminal`);
		here.querySelector('button').textContent = 'Show the machine';
	}

	// Asked for twice, it starts once; after a failure it may be asked again.
	function start() {
		const why = refusal();
		if (why) {
			say(...why);
			return Promise.reject(new Error(why.join('')));
		}
		starting ??= begin().catch((error) => {
			starting = null;
			machine?.emulator.end();
			panel?.remove();
			panel = null;
			root.classList.remove('lab-open');
			say(`The machine does not start: ${error.message}`);
			throw error;
		});
		return starting;
	}

	let block = null;
	async function reset() {
		say('Resetting …');
		block = null;
		abandon?.(new Error('the machine was reset'));
		machine.reset();
		machine.emulator.end();
		for (const terminal of Object.values(terminals))
			terminal.reset();
		await boot();
		say('As at its start');
		terminals[current].focus();
	}

	// Goes on with a demonstration, or a lesson, in a new folder.
	const enter = (chapter) => machine.begin(chapter);

	// Types a command into a terminal and waits for its end, or for a reset.
	async function type(line, command) {
		show(line);
		say('Running …');
		const result = await Promise.race([machine.run(line, command),
			new Promise((_, failed) => {
				abandon = failed;
			})]);
		say(result.status ? `Ended with status ${result.status}` : 'Done');
		return result;
	}

	// --- The buttons of the blocks

	async function run(button) {
		await start();
		open(button);
		const { line, command } = button.dataset;
		const own = button.closest('.lab-block');
		if (button.disabled)
			return null;
		button.disabled = true;
		try {
			if (block !== own) {
				block = own;
				// As in readme-check: another folder is empty.
				await enter(own.textContent.includes('minimal.c') ?
				    chapter : 'none');
			}
			return await type(line, command);
		} finally {
			button.disabled = false;
		}
	}

	const startButton = here.querySelector('button');
	startButton.addEventListener('click', () => start().then(() => {
		open(startButton);
		show('root', true);
	}, () => {}));
	for (const button of document.querySelectorAll('button.run'))
		button.addEventListener('click', () => run(button).catch(() => {}));
	if (refusal()) {
		say(...refusal());
		root.classList.add('lab-refused');
	}
	here.hidden = 'quiet' in here.dataset;
	window.labPage = { start, reset, run, open, close, enter, type, say,
		get panel() { return panel; }, get machine() { return machine; } };
})();
