// The machine's state, as a file that can be restored without a second copy of it. v86
// has the devices and the memory in one file; when it unpacks that, what it unpacks with
// and what it has unpacked stay beside the machine. Here the file is, before zstd:
//
//     u32 length, and so many bytes: v86's own state, of a machine with empty memory
//     u32 count, and so many u32: the numbers of the pages that are not empty
//     these pages
//
// All numbers are little-endian, a page has 4096 bytes. pack.js writes it; unpack.js and
// worker.js, in a browser, and `check`, in node, read it with what is here.
'use strict';
(() => {
	const PAGE = 4096;
	const ZSTD = 0xfd2fb528;	// how a file of zstd begins
	const PAGES_AT_ONCE = 256;

	// --- Reading

	// v86's module can unpack zstd: an instance for nothing else, since what a module
	// has once used as memory, it keeps. Has read(length): Uint8Array, a copy.
	class Unpacker {
		constructor(module, packed) {
			if (new DataView(packed.buffer, packed.byteOffset).getUint32(0, true) !== ZSTD)
				throw new Error('state.zst is damaged');
			const env = {};
			for (const { name, kind } of WebAssembly.Module.imports(module))
				env[name] = kind === 'table' ? new WebAssembly.Table(
				    { element: 'anyfunc', initial: 1924 }) : () => 0;
			this.zstd = new WebAssembly.Instance(module, { env }).exports;
			this.context = this.zstd.zstd_create_ctx(packed.length);
			this.view(this.zstd.zstd_get_src_ptr(this.context), packed.length)
			    .set(packed);
		}

		view(address, length) {
			return new Uint8Array(this.zstd.memory.buffer, address >>> 0, length);
		}

		read(length) {
			const all = new Uint8Array(length);
			for (let at = 0; at < length;) {
				const step = Math.min(length - at, 1 << 20);
				const from = this.zstd.zstd_read(this.context, step);
				all.set(this.view(from, step), at);
				this.zstd.zstd_read_free(from, step);
				at += step;
			}
			return all;
		}

		readNumbers(count) {
			return new Uint32Array(this.read(4 * count).buffer);
		}
	}

	// The file as it is to be read: first devices(), then next() until it is null.
	class Source {
		constructor(module, packed) {
			this.unpacker = new Unpacker(module, packed);
		}

		devices() {
			const [length] = this.unpacker.readNumbers(1);
			const devices = this.unpacker.read(length);
			const [count] = this.unpacker.readNumbers(1);
			this.numbers = this.unpacker.readNumbers(count);
			return devices.buffer;
		}

		next() {
			if (this.numbers.length === 0)
				return null;
			const numbers = this.numbers.slice(0, PAGES_AT_ONCE);
			this.numbers = this.numbers.subarray(numbers.length);
			return { numbers, pages: this.unpacker.read(numbers.length * PAGE) };
		}
	}

	// --- The machine of it

	// For V86: the option wasm_fn, whose module's memory is as fresh as the kernel
	// gave it. v86 would fill all of it with zeros, and so make the kernel provide it.
	const instantiate = (module, size) => async (imports) => {
		const { exports } = await WebAssembly.instantiate(module, imports);
		return { ...exports, zero_memory: (address, length) => length === size ?
		    undefined : exports.zero_memory(address, length) };
	};

	// The emulator V86 with the file's devices and memory; it does not run yet.
	// `next` is Source's, or a message to where Source is: it gets the part before.
	async function restore(V86, module, options, devices, next) {
		let wasm;
		const own = instantiate(module, options.memory_size);
		const emulator = new V86({ ...options, autostart: false,
			wasm_fn: async (imports) => wasm = await own(imports),
			initial_state: { buffer: devices } });
		await new Promise((loaded) =>
		    emulator.add_listener('emulator-loaded', loaded));
		const written = new Uint8Array(options.memory_size / PAGE);
		for (let part = await next(null); part; part = await next(part))
			part.numbers.forEach((number, i) => {
				written[number] = 1;
				emulator.write_memory(part.pages.subarray(i * PAGE,
				    (i + 1) * PAGE), number * PAGE);
			});
		const empty = new Uint8Array(PAGE);
		written.forEach((full, number) => {
			if (!full && !wasm.is_memory_zeroed(number * PAGE, PAGE))
				emulator.write_memory(empty, number * PAGE);
		});
		return emulator;
	}

	const state = { Source, restore };
	if (typeof module === 'object')
		module.exports = state;
	else
		self.labState = state;
})();
