import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { errorCode } from '../store/index.ts';
import { IMAGE_HINT, inspectImage } from './image.ts';
import type { FileName, TreeName } from './types.ts';

/**
 * Find out what a path names: a kernel image or a directory in which a kernel was built.
 *
 * @param text as the user wrote it; it stays the kernel's id
 * @param cwd directory that relative paths start from
 * @throws UserError when there is nothing, no built kernel, or no kernel at all
 */
export async function namePath(text: string, cwd: string): Promise<FileName | TreeName> {
  const path = resolve(cwd, text);
  const info = await stat(path).catch((cause) => {
    const reason = errorCode(cause) === 'ENOENT' ? 'no such file or directory' : cause.message;
    throw new UserError(`no kernel at ${text}: ${reason}`, { hint: IMAGE_HINT, cause });
  });
  if (info.isDirectory()) {
    await treeImage(path, text);
    return { kind: 'tree', id: text, path };
  }
  await readable(text, () => inspectImage(path, text));
  return { kind: 'file', id: text, path };
}

/**
 * The image in a kernel's build directory: its bzImage, else its vmlinux.
 *
 * @throws UserError when the directory holds no built kernel
 */
export async function treeImage(tree: string, shown: string = tree): Promise<string> {
  const bzImage = join(tree, 'arch/x86/boot/bzImage');
  for (const image of [bzImage, join(tree, 'vmlinux')]) {
    if (!(await exists(image))) continue;
    await readable(shown, () => inspectImage(image, join(shown, image.slice(tree.length + 1))));
    return image;
  }
  if (await exists(join(tree, 'Kbuild'))) {
    throw new UserError(`${shown} is a kernel tree that is not built: it has no arch/x86/boot/bzImage`, {
      hint: `build it: make -C ${shown} bzImage`,
    });
  }
  throw new UserError(`${shown} is no kernel tree: it has no arch/x86/boot/bzImage`, { hint: IMAGE_HINT });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readable<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (errorCode(cause) === 'EACCES')
      throw new UserError(`cannot read ${shown}: permission denied`, { hint: 'make it readable for you', cause });
    throw cause;
  }
}
