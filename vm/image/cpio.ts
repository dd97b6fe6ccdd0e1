/** One entry of an initramfs. */
export interface CpioEntry {
  /** Path without a leading slash. */
  path: string;
  /** File type and permissions, as in st_mode (0o100755 for a program, 0o40755 for a directory, 0o20600 for a character device, 0o120777 for a symbolic link, whose data is its target). */
  mode: number;
  data?: Uint8Array;
  /** Owner and group, root by default. */
  owner?: number;
  /** Major and minor number of a device. */
  device?: [major: number, minor: number];
}

const trailer = 'TRAILER!!!';

/**
 * An archive in cpio's "newc" format, which the kernel unpacks into rootfs (Documentation/driver-api/early-userspace/buffer-format.rst).
 * Reproducible: the same entries give the same bytes; time zero, inode numbers in order.
 *
 * @param entries directories before what they contain
 */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  let size = 0;
  const append = (part: Uint8Array) => {
    parts.push(part);
    size += part.length;
    const padding = (4 - (size % 4)) % 4;
    parts.push(Buffer.alloc(padding));
    size += padding;
  };
  for (const [index, entry] of [...entries, { path: trailer, mode: 0 }].entries()) {
    append(header(entry, entry.path === trailer ? 0 : index + 1));
    if (entry.data !== undefined) append(entry.data);
  }
  return Buffer.concat(parts);
}

function header(entry: CpioEntry, inode: number): Buffer {
  const [major, minor] = entry.device ?? [0, 0];
  const isDirectory = (entry.mode & 0o170000) === 0o40000;
  const fields = [
    inode,
    entry.mode,
    entry.owner ?? 0,
    entry.owner ?? 0, // gid
    isDirectory ? 2 : 1,
    0, // mtime
    entry.data?.length ?? 0,
    0,
    0,
    major,
    minor,
    Buffer.byteLength(entry.path) + 1,
    0, // checksum, unused by newc
  ];
  const numbers = fields.map((field) => field.toString(16).padStart(8, '0')).join('');
  return Buffer.from(`070701${numbers}${entry.path}\0`);
}
