import {
  AT_FDCWD,
  constantName,
  flagNames,
  O_CREAT,
  O_DIRECTORY,
  O_RDONLY,
  O_TMPFILE,
  O_TRUNC,
  O_WRONLY,
  S_IFBLK,
  S_IFCHR,
  S_IFMT,
} from '../syscalls/constants.ts';
import { openHow } from '../syscalls/structures.ts';
import { named, type Value } from '../syscalls/value.ts';
import { CoreActor } from './core-actor.ts';
import type { Step } from './step.ts';

const octal = (mode: number) => named(mode, `0${mode.toString(8)}`);
const openFlags = (flags: number) => named(flags, flagNames('O_', flags, 'O_RDONLY'));
const directory = (fd: Value) => (fd === AT_FDCWD ? named(fd, 'AT_FDCWD') : fd);
const requestName = (request: number) =>
  ['FI', 'FS_IOC_', 'TIOC', 'TCGETS', 'RND']
    .map((prefix) => constantName(prefix, request))
    .find((name) => name !== String(request)) ?? `0x${request.toString(16)}`;
const atFlags = (flags: number) => named(flags, flagNames('AT_', flags));

/** Helpers of files and descriptors: thin layers over {@link CoreActor.syscall}, named as in section 2 of the manual. */
export abstract class FileActor extends CoreActor {
  open(path: Value, flags = O_RDONLY, mode = 0o644): Step {
    return this.openat(AT_FDCWD, path, flags, mode);
  }

  openat(fd: Value, path: Value, flags = O_RDONLY, mode = 0o644): Step {
    const creates = (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) !== 0;
    const values = [directory(fd), path, openFlags(flags)];
    return this.call('openat', creates ? [...values, octal(mode)] : values, { label: 'fd' });
  }

  openat2(fd: Value, path: Value, how: { flags?: number; mode?: number; resolve?: number }): Step {
    const blob = openHow.encode(
      how,
      `{${flagNames('O_', how.flags ?? 0, 'O_RDONLY')}, ${flagNames('RESOLVE_', how.resolve ?? 0)}}`,
    );
    return this.call('openat2', [directory(fd), path, blob, openHow.size], { label: 'fd' });
  }

  close(fd: Value): Step {
    return this.call('close', [fd]);
  }

  /** Reads up to `size` bytes; `.outputs(…)` compares them. */
  read(fd: Value, size = 64): Step {
    const into = this.allocate(size, 'data');
    return this.call('read', [fd, into, size], { output: into, label: 'count' });
  }

  /** Writes text (without a NUL) or bytes. */
  write(fd: Value, data: string | Uint8Array = 'x'): Step {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    return this.call('write', [fd, bytes, bytes.length], { label: 'count' });
  }

  dup(fd: Value): Step {
    return this.call('dup', [fd], { label: 'fd' });
  }

  dup3(fd: Value, to: Value, flags = 0): Step {
    return this.call('dup3', [fd, to, openFlags(flags)], { label: 'fd' });
  }

  fcntl(fd: Value, command: number, argument: Value = 0): Step {
    return this.call('fcntl', [fd, named(command, constantName('F_', command)), argument]);
  }

  ioctl(fd: Value, request: number, argument: Value = 0): Step {
    return this.call('ioctl', [fd, named(request, requestName(request)), argument]);
  }

  truncate(path: Value, length: number): Step {
    return this.call('truncate', [path, length]);
  }

  ftruncate(fd: Value, length: number): Step {
    return this.call('ftruncate', [fd, length]);
  }

  mkdir(path: Value, mode = 0o755): Step {
    return this.call('mkdir', [path, octal(mode)]);
  }

  rmdir(path: Value): Step {
    return this.call('rmdir', [path]);
  }

  mknod(path: Value, mode: number, device = 0): Step {
    // A device, but for a whiteout, takes CAP_MKNOD in the initial user namespace.
    const type = mode & S_IFMT;
    if ((type === S_IFCHR || type === S_IFBLK) && device !== 0) this.recorder.needs.add('root');
    return this.call('mknod', [path, octal(mode), device]);
  }

  unlink(path: Value): Step {
    return this.call('unlink', [path]);
  }

  unlinkat(fd: Value, path: Value, flags = 0): Step {
    return this.call('unlinkat', [directory(fd), path, atFlags(flags)]);
  }

  rename(from: Value, to: Value): Step {
    return this.call('rename', [from, to]);
  }

  renameat2(from: Value, to: Value, flags: number): Step {
    const words = named(flags, flagNames('RENAME_', flags));
    return this.call('renameat2', [directory(AT_FDCWD), from, directory(AT_FDCWD), to, words]);
  }

  link(from: Value, to: Value): Step {
    return this.call('link', [from, to]);
  }

  linkat(fromFd: Value, from: Value, toFd: Value, to: Value, flags = 0): Step {
    return this.call('linkat', [directory(fromFd), from, directory(toFd), to, atFlags(flags)]);
  }

  symlink(target: Value, path: Value): Step {
    return this.call('symlink', [target, path]);
  }

  chmod(path: Value, mode: number): Step {
    return this.call('chmod', [path, octal(mode)]);
  }

  chdir(path: Value): Step {
    return this.call('chdir', [path]);
  }

  /** Two descriptors in the buffer that the step fills; {@link SocketActor.pairOf} names them. */
  pipe2(flags = 0): Step {
    const into = this.allocate(8, 'pipe');
    return this.call('pipe2', [into, openFlags(flags)], { output: into, label: 'pipe' });
  }

  memfdCreate(name = 'memfd', flags = 0): Step {
    return this.call('memfd_create', [name, named(flags, flagNames('MFD_', flags))], { label: 'fd' });
  }

  /** Creates (or replaces) a regular file with this content: `openat`, `write` and `close` as three steps. */
  writeFile(path: string, content = '', mode = 0o644): void {
    const file = this.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (content !== '') this.write(file, content);
    this.close(file);
  }
}
