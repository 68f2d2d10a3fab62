// The machine's state, as state.js reads it, of the state that v86 saves. Of v86's own
// format this file knows as much as it takes to move the memory out.
'use strict';

const PAGE = 4096;
const MAGIC = 0x86768676 | 0, VERSION = 6;	// of v86's state
const PACKED = 77, BITMAP = 78;			// where it has the memory

function parse(state) {
	const [magic, version, , length] = new Int32Array(state, 0, 4);
	if (magic !== MAGIC || version !== VERSION)
		throw new Error(`not a state of v86's version ${VERSION}`);
	const info = JSON.parse(new TextDecoder().decode(
	    new Uint8Array(state, 16, length)));
	const start = (16 + length + 3) & ~3;
	return { info, buffers: info.buffer_infos.map((buffer) =>
	    new Uint8Array(state, start + buffer.offset, buffer.length)) };
}

function serialize(info, buffers) {
	let size = 0;
	info.buffer_infos = buffers.map(({ length }) => {
		const offset = size;
		size = (size + length + 3) & ~3;
		return { offset, length };
	});
	const text = new TextEncoder().encode(JSON.stringify(info));
	const start = (16 + text.length + 3) & ~3;
	const state = new Uint8Array(start + size);
	new Int32Array(state.buffer, 0, 4).set(
	    [MAGIC, VERSION, state.length, text.length]);
	state.set(text, 16);
	buffers.forEach((buffer, i) =>
	    state.set(buffer, start + info.buffer_infos[i].offset));
	return state;
}

// The file's pieces, of what v86's save_state() returns: the memory's pages leave it.
function pieces(state) {
	const { info, buffers } = parse(state);
	const packed = info.state[PACKED].buffer_id;
	const bitmap = info.state[BITMAP].buffer_id;
	const pages = buffers[packed];
	const numbers = [...buffers[bitmap].keys()].flatMap((i) =>
	    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) =>
		buffers[bitmap][i] >> bit & 1).map((bit) => 8 * i + bit));
	if (numbers.length * PAGE !== pages.length)
		throw new Error('the state has other pages than it names');
	buffers[packed] = new Uint8Array(0);
	buffers[bitmap] = new Uint8Array(buffers[bitmap].length);
	const devices = serialize(info, buffers);
	return [Uint32Array.of(devices.length), devices,
		Uint32Array.of(numbers.length), Uint32Array.from(numbers), pages];
}

module.exports = { pieces };
