import {
  type Actor,
  abi,
  EACCES,
  feature,
  KEYCTL_JOIN_SESSION_KEYRING,
  KEYCTL_SESSION_TO_PARENT,
  OK,
  scenario,
  since,
  vulnerable,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';

// The parent gets new credentials, made of its old ones and of the child's keyring. Before Landlock had a hook for that, they had no domain.
const more = {
  doc: 'security/keys/process_keys.c: key_change_session_keyring(), security_transfer_creds(); security/landlock/cred.c: hook_cred_transfer()',
  tags: ['regressions', 'domains', 'keys'],
  programs: ['strict', 'best-effort'],
  needs: [feature('keys')],
} as const;
const SESSION = -3;
const kept = when(feature('session-keyring-keeps-domain'), EACCES)
  .since(abi(1), vulnerable(KNOWN.sessionToParent, OK))
  .otherwise(OK);

/** Gives a child's session keyring to its parent, and makes sure that the parent has it. */
function giveKeyring(child: Actor, parent: Actor): void {
  child.syscall('keyctl', KEYCTL_JOIN_SESSION_KEYRING, null);
  child.syscall('add_key', 'user', 'kconform', 'secret', 6, SESSION);
  child.syscall('keyctl', KEYCTL_SESSION_TO_PARENT).expect(OK);
  parent.syscall('request_key', 'user', 'kconform', null, 0).expect(OK);
}

scenario('a parent that gets its session keyring from a child stays in its domain', more, (t) => {
  t.main.writeFile('file', 'content');
  const parent = t.main.process('parent');
  landlock(parent, { fs: ['READ_FILE'] });
  giveKeyring(parent.process('child'), parent);
  parent.open('file').expect(kept);
  parent.process('later').open('file').expect(kept);
});

scenario(
  'a parent that gets its session keyring from a child stays in all its layers, and gets none of the child',
  more,
  (t) => {
    t.main.writeFile('file', 'content');
    const parent = t.main.process('parent');
    landlock(parent, { fs: ['READ_FILE'] });
    landlock(parent, { fs: ['MAKE_DIR'] });
    const child = parent.process('child');
    landlock(child, { fs: ['WRITE_FILE'] });
    giveKeyring(child, parent);
    parent.open('file').expect(kept);
    parent.mkdir('directory').expect(kept);
    parent.open('file', 1).expect(OK);
    child.open('file').expect(since(abi(1), EACCES).otherwise(OK));
  },
);

scenario('a parent without a domain gets its session keyring from a sandboxed child, and no domain', more, (t) => {
  t.main.writeFile('file', 'content');
  const parent = t.main.process('parent');
  const child = parent.process('child');
  landlock(child, { fs: ['READ_FILE'] });
  giveKeyring(child, parent);
  parent.open('file').expect(OK);
  child.open('file').expect(since(abi(1), EACCES).otherwise(OK));
});
