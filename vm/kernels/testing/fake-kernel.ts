/** A file with a bzImage's header, which no machine would boot. */
export function fakeBzImage(release: string, filler = ''): Buffer {
  const image = Buffer.alloc(4096);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(0x400, 0x20e);
  image.write(`${release} (builder@nowhere) #1 SMP\0`, 0x600, 'latin1');
  image.write(filler, 0x800, 'latin1');
  return image;
}

/** An ELF file with just a `.modinfo` section, as a module has. */
export function fakeModule(name: string, depends: string[] = [], softdep?: string): Buffer {
  const fields = [`name=${name}`, `depends=${depends.join(',')}`, ...(softdep ? [`softdep=${softdep}`] : []), ''];
  return elf({ sections: { '.modinfo': Buffer.from(fields.join('\0')) } });
}

/** A vmlinux, with or without the note by which QEMU starts it. */
export function fakeVmlinux({ pvh = true, machine = 62 } = {}): Buffer {
  const note = Buffer.alloc(12 + 4 + 8);
  note.writeUInt32LE(4, 0);
  note.writeUInt32LE(8, 4);
  note.writeUInt32LE(pvh ? 18 : 1, 8);
  note.write('Xen\0', 12, 'latin1');
  return elf({ note, machine });
}

interface ElfParts {
  sections?: Record<string, Buffer>;
  note?: Buffer;
  machine?: number;
}

function elf({ sections = {}, note, machine = 62 }: ElfParts): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0x7f454c46, 0);
  head.set([2, 1, 1], 4);
  head.writeUInt16LE(machine, 18);
  const chunks: Buffer[] = [head];
  let end = 64;
  const add = (chunk: Buffer) => {
    chunks.push(chunk);
    end += chunk.length;
    return end - chunk.length;
  };
  if (note) {
    const segment = Buffer.alloc(56);
    segment.writeUInt32LE(4, 0);
    segment.writeBigUInt64LE(BigInt(end + 56), 8);
    segment.writeBigUInt64LE(BigInt(note.length), 32);
    head.writeBigUInt64LE(BigInt(add(segment)), 32);
    head.writeUInt16LE(56, 54);
    head.writeUInt16LE(1, 56);
    add(note);
  }
  const all: Record<string, Buffer> = { '': Buffer.alloc(0), ...sections, '.shstrtab': Buffer.alloc(0) };
  const names = Object.keys(all);
  all['.shstrtab'] = Buffer.from(`${names.join('\0')}\0`);
  const headers = Object.entries(all).map(([name, contents]) => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(names.slice(0, names.indexOf(name)).join('\0').length + (names.indexOf(name) > 0 ? 1 : 0), 0);
    header.writeBigUInt64LE(BigInt(add(contents)), 24);
    header.writeBigUInt64LE(BigInt(contents.length), 32);
    return header;
  });
  head.writeBigUInt64LE(BigInt(add(Buffer.concat(headers))), 40);
  head.writeUInt16LE(64, 58);
  head.writeUInt16LE(headers.length, 60);
  head.writeUInt16LE(headers.length - 1, 62);
  return Buffer.concat(chunks);
}
