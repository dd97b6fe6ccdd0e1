import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** As much of kbuild as a build of ours calls: what is compiled is copied, so that an image tells what it was made from. A line with BROKEN does not compile, `WARN words` is warned of. */
const MAKEFILE = `# SPDX-License-Identifier: GPL-2.0
VERSION = 7
PATCHLEVEL = 3
SUBLEVEL = 0
EXTRAVERSION = -fake

SOURCES := init/main.c security/landlock/fs.c
TOP := $(dir $(lastword $(MAKEFILE_LIST)))
IMAGE := $(O)/arch/x86/boot/bzImage

tinyconfig: ; @echo 'CONFIG_TINY=y' >$(O)/.config
olddefconfig: ; @sed -i '/CONFIG_STUBBORN=/d' $(O)/.config
bzImage: $(IMAGE)
$(IMAGE): $(addprefix $(TOP),$(SOURCES))
	@for file in $(SOURCES); do echo "  CC      $$file" | sed 's/c$$/o/'; done
	@! grep -Hn BROKEN $^ | sed 's/BROKEN.*/1: error: expected declaration/' | grep . >&2
	@grep -Hn WARN $(^:./%=$(CURDIR)/%) | sed 's/WARN/1: warning:/' >&2; true
	@mkdir -p $(dir $@) $(O)/include/config
	@cat $^ >$@
	@case '$(CC)' in ccache*) echo '$(CC)' >>$@;; esac
	@touch $(O)/modules.builtin
	@echo 7.3.0-fake >$(O)/include/config/kernel.release
security/landlock/: ; @echo '  CC      security/landlock/fs.o'
.PHONY: tinyconfig olddefconfig bzImage security/landlock/
`;

/** A tree that a build of ours takes for one of Linux. */
export async function fakeTree(directory: string): Promise<void> {
  await write(directory, {
    Makefile: MAKEFILE,
    Kconfig: 'config SECURITY_LANDLOCK\n\tbool "x"\nconfig STUBBORN\n\tbool "y"\n\tdepends on MISSING\n',
    'init/main.c': 'main\n',
    'security/landlock/fs.c': 'fs 1\nfs 2\nfs 3\n',
    '.gitignore': '*.o\n/*\n',
  });
}

/** Write files, with their directories. */
export async function write(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}
