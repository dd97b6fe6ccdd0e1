/** A file as GCC 12 writes it: one function, and these counters. */
export function gcda(counters: bigint[], magic = 0x67636461): Buffer {
  const file = Buffer.alloc(16 + 20 + 8 + counters.length * 8);
  file.writeUInt32LE(magic, 0);
  file.write('*22B', 4, 'latin1');
  file.writeUInt32LE(0x01000000, 16);
  file.writeUInt32LE(12, 20);
  file.writeUInt32LE(0x01a10000, 36);
  file.writeUInt32LE(counters.length * 8, 40);
  for (const [index, counter] of counters.entries()) file.writeBigUInt64LE(counter, 44 + index * 8);
  return file;
}
