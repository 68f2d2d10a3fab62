// The emulator, in a thread of its own: the page stays smooth while it works. The page
// has RemoteEmulator (page.js) in its place, whose calls arrive here, one message each.
'use strict';
/* global importScripts, V86, postMessage, onmessage:writable */
importScripts('libv86.js');

let emulator;
let events = [];

function flush() {
	if (events.length > 0)
		postMessage({ events });
	events = [];
}

// What the machine prints is passed on together; a serial line gives a byte at a time.
// A view of the machine's memory has to be copied: the message would take all of it.
function collect(name, data) {
	if (events.length === 0)
		setTimeout(flush, 4);
	const last = events.at(-1);
	if (typeof data === 'number' && last?.[0] === name)
		last[1].push(data);
	else
		events.push([name, typeof data === 'number' ? [data] :
		    data?.slice?.() ?? null]);
}

const calls = {
	// A state comes as a Blob, which is not in the tab's memory.
	async start(options, state) {
		emulator = new V86({ ...options,
			initial_state: { buffer: await state.arrayBuffer() } });
	},
	add_listener(name) {
		emulator.add_listener(name, (data) => collect(name, data));
	},
	send(name, data) {
		emulator.bus.send(name, data);
	},
	serial_send_bytes: (port, bytes) => emulator.serial_send_bytes(port, bytes),
	stop: () => emulator.stop(),
	run: () => emulator.run(),
	restore_state: async (state) =>
	    emulator.restore_state(await state.arrayBuffer()),
};

async function answer({ id, call, args }) {
	let error;
	try {
		await calls[call](...args);
	} catch (problem) {
		error = problem.message;
	}
	flush();
	postMessage({ id, error });
}

// One after the other, as the page has called.
let queue = Promise.resolve();
onmessage = ({ data }) => {
	queue = queue.then(() => answer(data));
};
