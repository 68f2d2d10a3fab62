// Unpacks the machine's state, in a thread that ends when it is done: so what this takes
// is given back, 100 MB. worker.js asks for one part after the other (see Source).
'use strict';
/* global importScripts, labState, postMessage, onmessage:writable */
importScripts('state.js');

let source;

async function begin({ module, state }) {
	source = new labState.Source(module, new Uint8Array(await state.arrayBuffer()));
	const devices = source.devices();
	postMessage({ part: devices }, [devices]);
}

function goOn() {
	const part = source.next();
	postMessage({ part }, part ? [part.pages.buffer] : []);
}

onmessage = async ({ data }) => {
	try {
		await (data?.module ? begin(data) : goOn());
	} catch ({ message }) {
		postMessage({ error: message });
	}
};
