import { randomBytes } from 'node:crypto';
import type { FakePackage } from './fake-archive.ts';
import { fakeBzImage, fakeModule } from './fake-kernel.ts';
import { xzCompress } from './xz.ts';

// A real kernel package is never as small as a metapackage, and the catalogue tells them apart by that.
const BULK = () => randomBytes(80_000);

/** Up to 6.18: all in one package, modules below lib/modules, not compressed. */
export function imageKernel(
  version: string,
  debian = `${version}-1`,
  release = `${version}-cloud-amd64`,
): FakePackage[] {
  const modules = `lib/modules/${release}`;
  return [
    {
      name: `linux-image-${release}`,
      version: debian,
      files: {
        [`boot/vmlinuz-${release}`]: fakeBzImage(release),
        [`boot/config-${release}`]: 'CONFIG_SECURITY_LANDLOCK=y\n',
        [`boot/System.map-${release}`]: BULK(),
        [`${modules}/modules.builtin`]: 'kernel/fs/ext4/ext4.ko\n',
        [`${modules}/kernel/drivers/virtio/virtio.ko`]: fakeModule('virtio'),
        [`${modules}/kernel/drivers/virtio/virtio_ring.ko`]: fakeModule('virtio_ring', ['virtio']),
        [`${modules}/kernel/drivers/char/virtio_console.ko`]: fakeModule('virtio_console', ['virtio_ring', 'virtio']),
        [`${modules}/kernel/fs/broken/broken.ko`]: fakeModule('broken', ['nowhere']),
      },
    },
  ];
}

/** 6.19 to 7.1: the kernel in boot, an empty linux-image, the rest dropped from the archive. */
export function bootBinaryKernel(version: string): FakePackage[] {
  const release = `${version}-cloud-amd64`;
  return [
    { name: `linux-image-${release}`, version: `${version}-1`, files: { 'usr/share/doc/x': 'empty' } },
    {
      name: `linux-binary-${release}`,
      version: `${version}-1`,
      files: { [`boot/vmlinuz-${release}`]: fakeBzImage(release), 'usr/share/doc/y': BULK() },
    },
  ];
}

/** From 7.2 on: kernel, base and modules in packages of their own, modules compressed. */
export async function splitKernel(version: string, debian = `${version}-1`): Promise<FakePackage[]> {
  const release = `${version}-cloud-amd64`;
  const modules = `usr/lib/modules/${release}`;
  const pack = (kind: string, files: FakePackage['files']) => ({
    name: `linux-${kind}-${release}`,
    version: debian,
    files,
  });
  return [
    pack('image', { 'usr/share/doc/x': 'empty' }),
    pack('binary', { [`${modules}/vmlinuz`]: fakeBzImage(release, debian) }),
    pack('binary-unsigned', { [`${modules}/vmlinuz`]: fakeBzImage(release) }),
    pack('base', {
      [`${modules}/config`]: 'CONFIG_SECURITY_LANDLOCK=y\n',
      [`${modules}/modules.builtin`]: 'kernel/drivers/char/virtio_console.ko\n',
    }),
    pack('modules', {
      [`${modules}/kernel/fs/overlayfs/overlay.ko.xz`]: await xzCompress(fakeModule('overlay', [], 'pre: helper')),
      [`${modules}/kernel/lib/helper.ko.xz`]: await xzCompress(fakeModule('helper')),
    }),
  ];
}
