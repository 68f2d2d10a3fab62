// The lab's machine, as a browser and node drive it: which devices the emulator has,
// what leads to which terminal, and when a command has ended. The other side of it is
// `session`, in the machine.
'use strict';
(() => {
	// A state can be restored only into the machine that it was saved from.
	const hardware = {
		memory_size: 192 << 20,
		vga_memory_size: 1 << 20,
		uart1: true,
		uart2: true,
		virtio_console: { type: 'none' },
		filesystem: {},
		net_device: { type: 'none' },
		disable_keyboard: true,
		disable_mouse: true,
		disable_speaker: true,
	};

	// The terminals: whose each is, and where its bytes come from.
	const lines = {
		root: 'virtio-console0-output-bytes',
		second: 'serial0-output-byte',
		user: 'serial1-output-byte',
		control: 'serial2-output-byte',
	};
	const ports = { second: 0, user: 1, control: 2 };
	const stty = (line, columns, rows) =>
	    `stty -F /dev/ttyS${ports[line]} rows ${rows} cols ${columns}`;
	const ENTER_BLOCK = '\x1b[99~';
	// A shell's marks: its prompt, a command's output, its end and status.
	const PROMPT = '\x1b]133;A\x07', OUTPUT = '\x1b]133;C\x07', END = '\x1b]133;D;';

	class Machine {
		// emulator: a V86 with this hardware, or what stands for one.
		// output(line, bytes) gets what appears on a terminal.
		constructor(emulator, output = () => {}) {
			this.emulator = emulator;
			this.output = output;
			this.reset();
			for (const [line, event] of Object.entries(lines))
				this.emulator.add_listener(event, (data) =>
				    this.receive(line, data));
		}

		// After a restored state nothing is under way.
		reset() {
			this.pending = { root: [], second: [], user: [], control: [] };
			this.text = { root: '', second: '', user: '' };
			this.asked?.reject(new Error('the machine was reset'));
			this.asked = null;
			this.decoders = {};
			this.answer = '';
			this.queue = Promise.resolve();
			this.busy = {};
			this.waiting = {};
		}

		// A serial line gives a byte at a time: they are collected.
		receive(line, data) {
			const bytes = this.pending[line];
			if (typeof data === 'number')
				bytes.push(data);
			else
				bytes.push(...data);
			if (bytes.length > 0 && !this.flushing) {
				this.flushing = true;
				setTimeout(() => this.flush(), 4);
			}
		}

		flush() {
			this.flushing = false;
			for (const line of Object.keys(lines)) {
				const bytes = this.pending[line];
				if (bytes.length === 0)
					continue;
				this.pending[line] = [];
				const data = Uint8Array.from(bytes);
				if (line !== 'control')
					this.output(line, data);
				this.decoders[line] ??= new TextDecoder();
				this.read(line, this.decoders[line].decode(data,
				    { stream: true }));
			}
		}

		read(line, text) {
			if (line === 'control')
				return this.readAnswer(text);
			this.text[line] += text;
			this.waiting[line]?.();
		}

		readAnswer(text) {
			this.answer += text;
			const end = /^end (\d+) (\d+)\r?\n/m.exec(this.answer);
			if (!end)
				return;
			const output = this.answer.slice(0, end.index);
			this.answer = this.answer.slice(end.index + end[0].length);
			const asked = this.asked;
			this.asked = null;
			asked?.resolve({ output, status: Number(end[2]) });
		}

		// Types text into a terminal.
		type(line, text) {
			const bytes = new TextEncoder().encode(text);
			if (line === 'root')
				this.emulator.bus.send('virtio-console0-input-bytes',
				    bytes);
			else
				this.emulator.serial_send_bytes(ports[line], bytes);
		}

		// Has root's bash, of which nobody sees anything, run a line.
		ask(command) {
			const answer = this.queue.then(() =>
			    new Promise((resolve, reject) => {
				this.asked = { resolve, reject };
				this.type('control', command + '\n');
			}));
			this.queue = answer.catch(() => {});
			return answer;
		}

		// The terminal's size, which virtio tells and a serial line does not.
		// v86 passes the first of the two on as the rows.
		resize(line, columns, rows) {
			if (line === 'root')
				this.emulator.bus.send('virtio-console0-resize',
				    [rows, columns]);
			else
				return this.ask(stty(line, columns, rows));
		}

		// The same for all terminals, which then draw their prompts again.
		async resizeAll(columns, rows) {
			this.resize('root', columns, rows);
			await this.ask(`${stty('second', columns, rows)};` +
			    stty('user', columns, rows));
			for (const line of Object.keys(this.text))
				this.type(line, '\f');
		}

		// Begins a lesson's block: a new folder, and both shells go there.
		async begin(chapter) {
			await this.ask(`block ${chapter}`);
			for (const line of ['root', 'user'])
				await this.enter(line);
		}

		// Resolves with what the terminal prints from now on until `ready`.
		wait(line, ready) {
			this.text[line] = '';
			return new Promise((resolve) => {
				this.waiting[line] = () => {
					if (!ready(this.text[line]))
						return;
					this.waiting[line] = null;
					resolve(this.text[line]);
				};
			});
		}

		// Has the shell enter the block's folder; it draws its prompt again.
		async enter(line) {
			const done = this.wait(line, (text) => text.includes(PROMPT));
			this.type(line, ENTER_BLOCK);
			await done;
		}

		// Runs a command as a reader would: what it printed, and its status. A
		// command of several lines may be several for bash; the prompt comes after
		// the last one. While the line is typed, it may be drawn again.
		async run(line, command) {
			const done = this.wait(line, (text) => {
				const end = text.lastIndexOf(END);
				return end > text.indexOf(OUTPUT) && text.includes(OUTPUT) &&
				    text.lastIndexOf(PROMPT) > end;
			});
			this.type(line, `\x1b[200~${command}\x1b[201~\r`);
			const text = await done;
			const end = text.lastIndexOf(END);
			return {
				status: parseInt(text.slice(end + END.length), 10),
				output: text.slice(text.indexOf(OUTPUT), end)
				    .replace(/\x1b\][^\x07]*\x07|\x1b\[[0-9;?]*[a-zA-Z]/g, '')
				    .replace(/\r+\n/g, '\n'),
			};
		}
	}

	const lab = { Machine, hardware };
	if (typeof module === 'object')
		module.exports = lab;
	else
		window.lab = lab;
})();
