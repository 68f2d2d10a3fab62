// The emulator, in a thread of its own: the page stays smooth while it works. The page
// has RemoteEmulator (page.js) in its place, whose calls arrive here, one message each.
'use strict';
/* global importScripts, labState, V86, postMessage, onmessage:writable */
importScripts('libv86.js', 'state.js');

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

// unpack.js, each of whose answers is one part. Buffers are handed over, there and back.
function unpacker() {
	const worker = new Worker('unpack.js');
	const ask = (message, buffers) => new Promise((done, failed) => {
		worker.onmessage = ({ data: { part, error } }) =>
		    error ? failed(new Error(error)) : done(part);
		worker.onerror = ({ message: why }) => failed(new Error(why));
		worker.postMessage(message, buffers);
	});
	return {
		ask,
		next: (used) => ask(used, used ? [used.pages.buffer] : []),
		end: () => worker.terminate(),
	};
}

const calls = {
	// A state comes as a Blob, which is not in the tab's memory.
	async restore(module, options, state) {
		const source = unpacker();
		const devices = await source.ask({ module, state });
		emulator = await labState.restore(V86, module, options, devices, source.next);
		source.end();
	},
	add_listener(name) {
		emulator.add_listener(name, (data) => collect(name, data));
	},
	send(name, data) {
		emulator.bus.send(name, data);
	},
	serial_send_bytes: (port, bytes) => emulator.serial_send_bytes(port, bytes),
	run: () => emulator.run(),
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
