import {
  bytes,
  type Context,
  O_CREAT,
  O_RDWR,
  type Requirements,
  S_IFBLK,
  struct,
  u8,
  u32,
} from '../../../runner/index.ts';

/** A kind of file system to try operations on. */
export interface FileSystem {
  readonly label: string;
  readonly requirements: Requirements;
  /** Makes the working directory one of it. */
  enter(t: Context): void;
}

/** The scratch directory of every scenario. */
export const tmpfs: FileSystem = { label: 'tmpfs', requirements: {}, enter: () => {} };

// include/uapi/linux/loop.h
const LOOP_CTL_GET_FREE = 0x4c82;
const LOOP_CONFIGURE = 0x4c0a;
const LO_FLAGS_AUTOCLEAR = 4;
const LOOP_MAJOR = 7;

/** `struct loop_config`, with the flags of the `struct loop_info64` in it. */
const loopConfig = struct('loop_config', {
  fd: u32,
  blockSize: u32,
  unused: bytes(52),
  flags: u32,
  rest: bytes(176 + 64),
});
/** A device number below 256 as mknod takes it. */
const deviceNumber = struct('device', { minor: u8, major: u8, rest: bytes(2) });

/** Mounts a copy of the image, on a loop device that is gone when the mount is. */
function enterExt4({ main }: Context): void {
  const image = main.open('/images/ext4.img');
  const disk = main.open('disk', O_RDWR | O_CREAT);
  main.syscall('sendfile', disk, image, null, 1 << 20);
  const free = main.ioctl(main.open('/dev/loop-control', O_RDWR), LOOP_CTL_GET_FREE);
  // The number of the free device is known to the plan only, so mknod() takes it from memory.
  const memory = main.memfdCreate();
  main.syscall('pwrite64', memory, deviceNumber.encode({ minor: free, major: LOOP_MAJOR }), 4, 0);
  const number = main.read(memory, 4).loaded(0, 4);
  main.syscall('mknod', 'loop', S_IFBLK | 0o600, number);
  const loop = main.open('loop', O_RDWR);
  main.ioctl(loop, LOOP_CONFIGURE, loopConfig.encode({ fd: disk, flags: LO_FLAGS_AUTOCLEAR }));
  main.mkdir('ext4');
  main.mount('loop', 'ext4', 'ext4');
  for (const fd of [image, disk, loop]) main.close(fd);
  main.chdir('ext4');
}

/** A file system on a block device. */
export const ext4: FileSystem = {
  label: 'ext4',
  requirements: { needs: ['root', 'guest', 'module:ext4', 'module:loop', 'image:ext4'] },
  enter: enterExt4,
};
