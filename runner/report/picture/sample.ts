/** Steps from lines of text, for tests: `14 client: connect(socket#13, "@kconform", 11) = EPERM`; `=` for set-up, `?` for a check, `! EPERM instead of success`. */
import type { PictureStep } from './scene.ts';

/** One line, one step; numbers are given by place. */
export function stepsOf(text: string): PictureStep[] {
  return text
    .trim()
    .split('\n')
    .map((line, id) => {
      const found = /^\s*(\S+): (.*?)(?: (=|\?|!) (.*?)(?: instead of (.*))?)?$/.exec(line);
      if (found === null) throw new RangeError(`no step: ${line}`);
      const [, actor = '', words = '', sign = '=', observed = 'success', expected = observed] = found;
      return {
        id,
        actor,
        words,
        role: sign === '=' ? 'setup' : 'check',
        expected,
        observed,
        ok: expected === observed,
      };
    });
}

/** Siblings in domains of their own, and a connection that leaves one of them. */
export const SIBLINGS = stepsOf(`
  main: process client
  main: process server
  server: prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
  server: landlock_create_ruleset({scoped=ABSTRACT_UNIX_SOCKET}, 48, 0) ? success
  server: landlock_restrict_self(ruleset#3, 0) ? success
  server: close(ruleset#3)
  client: prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
  client: landlock_create_ruleset({scoped=ABSTRACT_UNIX_SOCKET}, 48, 0) ? success
  client: landlock_restrict_self(ruleset#7, 0) ? success
  client: close(ruleset#7)
  server: socket(AF_UNIX, SOCK_STREAM|SOCK_NONBLOCK, 0)
  server: bind(socket#10, "@kconform", 11)
  server: listen(socket#10, 8)
  client: socket(AF_UNIX, SOCK_STREAM, 0)
  client: connect(socket#13, "@kconform", 11) ? EPERM
  server: accept4(socket#10, NULL, NULL, SOCK_NONBLOCK) ? EAGAIN
`);

/** A descriptor that leaves a sandbox. */
export const PASSING = stepsOf(`
  main: openat(AT_FDCWD, "file", O_TRUNC|O_CREAT|O_WRONLY, 0644)
  main: write(fd#0, "content", 7)
  main: close(fd#0)
  main: socketpair(AF_UNIX, SOCK_STREAM, 0, &pair-2)
  main: process client
  main: process server
  client: prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
  client: landlock_create_ruleset({fs=WRITE_FILE|TRUNCATE}, 48, 0)
  client: openat(AT_FDCWD, ".", O_PATH|O_CLOEXEC)
  client: landlock_add_rule(ruleset#7, PATH_BENEATH, {WRITE_FILE beneath fd#8}, 0)
  client: close(fd#8)
  client: landlock_restrict_self(ruleset#7, 0)
  client: close(ruleset#7)
  client: openat(AT_FDCWD, "file", O_RDWR)
  client: sendmsg(pair#3[0], {message with SCM_RIGHTS fd#13}, 0)
  server: recvmsg(pair#3[1], {1 descriptor}, 0)
  server: ftruncate(received#15[0], 3) ? EACCES
  client: ftruncate(fd#13, 3) ! success instead of EACCES
`);
