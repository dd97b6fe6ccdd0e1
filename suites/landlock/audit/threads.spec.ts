import { type Actor, abi, EACCES, O_RDONLY, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { RESTRICT_SELF_LOG_SUBDOMAINS_OFF, RESTRICT_SELF_TSYNC } from '../uapi.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';
import { subdomainsKept, switchOff, switchOffAll } from './subdomains.ts';

// The credentials that TSYNC gives to other threads have the switch of LOG_SUBDOMAINS_OFF in them.
const doc = 'security/landlock/tsync.c: restrict_one_thread(); security/landlock/cred.h: landlock_cred_copy()';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

/** How the caller switches off what later domains of all threads record. */
const ways: readonly { label: string; restrict: (caller: Actor) => void }[] = [
  {
    label: 'with a ruleset',
    restrict: (caller) =>
      landlock(caller, { fs: ['MAKE_BLOCK'], flags: RESTRICT_SELF_LOG_SUBDOMAINS_OFF | RESTRICT_SELF_TSYNC }),
  },
  {
    label: 'with a ruleset, switched off before',
    restrict(caller) {
      landlock(caller, { fs: ['MAKE_BLOCK'], flags: RESTRICT_SELF_LOG_SUBDOMAINS_OFF });
      landlock(caller, { fs: ['MAKE_BLOCK'], flags: RESTRICT_SELF_TSYNC });
    },
  },
];

scenario(
  'TSYNC takes LOG_SUBDOMAINS_OFF of the caller to the other threads, {way}',
  { ...audited, doc, variants: { way: ways }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const caller = t.main.process('caller');
    const other = caller.thread('other');
    t.way.restrict(caller);
    landlock(other, { fs: ['READ_FILE'] });
    other.open('d/file', O_RDONLY).expect(denied);
    // Without TSYNC the other thread has switched off nothing.
    if (t.facts.abi < 8) log.denied({ by: 'other', blockers: 'fs.read_file', object });
    log.ends();
  },
);

scenario(
  'TSYNC takes LOG_SUBDOMAINS_OFF of the caller to the other threads, without a ruleset',
  { ...audited, doc, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const caller = t.main.process('caller');
    const other = caller.thread('other');
    const done = switchOffAll(caller);
    landlock(other, { fs: ['READ_FILE'] });
    other.open('d/file', O_RDONLY).expect(denied);
    const bug = done ? subdomainsKept(t, false) : undefined;
    if (!done || bug !== undefined) log.denied({ by: 'other', blockers: 'fs.read_file', object, bug });
    log.ends();
  },
);

scenario(
  'TSYNC takes LOG_SUBDOMAINS_OFF away from a thread whose caller has not switched off',
  { ...audited, doc, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const caller = t.main.process('caller');
    const other = caller.thread('other');
    switchOff(other);
    landlock(caller, { fs: ['MAKE_BLOCK'], flags: RESTRICT_SELF_TSYNC });
    landlock(other, { fs: ['READ_FILE'] });
    other.open('d/file', O_RDONLY).expect(denied);
    const bug = t.facts.abi < 8 ? subdomainsKept(t, false) : undefined;
    if (t.facts.abi >= 8 || bug !== undefined) log.denied({ by: 'other', blockers: 'fs.read_file', object, bug });
    log.ends();
  },
);
