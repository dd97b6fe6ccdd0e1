import {
  type Actor,
  abi,
  EACCES,
  EXDEV,
  type Expectation,
  OK,
  RENAME_EXCHANGE,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock, type SandboxRule } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { audited, Log } from './log.ts';

interface Move {
  readonly label: string;
  readonly handled: readonly FsRight[];
  readonly rules?: readonly SandboxRule[];
  act(actor: Actor): Step;
  /** Blockers by the directory that lacks the rights. */
  readonly records: readonly (readonly [directory: string, blockers: string])[];
  readonly answer: Expectation;
}

const link = (actor: Actor): Step => actor.link('from/file', 'to/new');
const rename = (actor: Actor): Step => actor.rename('from/file', 'to/new');

const denied = since(abi(1), EACCES).otherwise(OK);
/** Without the right that ABI 2 brought, any move to another directory is denied with EXDEV; so a domain must be there, with any right. */
const anyDomain = since(abi(1), EXDEV).otherwise(OK);
const referDomain = since(abi(2), EXDEV).otherwise(OK);
/** On ABI 1 a domain denies with EXDEV what newer ones deny with EACCES. */
const deniedOrMoved = since(abi(2), EACCES).since(abi(1), EXDEV).otherwise(OK);

const moves: readonly Move[] = [
  {
    label: 'link',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    act: link,
    records: [
      ['from', 'fs.refer'],
      ['to', 'fs.make_reg,fs.refer'],
    ],
    answer: deniedOrMoved,
  },
  {
    label: 'rename',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    act: rename,
    records: [
      ['from', 'fs.remove_file,fs.refer'],
      ['to', 'fs.make_reg,fs.refer'],
    ],
    answer: deniedOrMoved,
  },
  {
    label: 'rename over a file',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    act: (actor) => actor.rename('from/file', 'to/file'),
    records: [
      ['from', 'fs.remove_file,fs.refer'],
      ['to', 'fs.remove_file,fs.make_reg,fs.refer'],
    ],
    answer: deniedOrMoved,
  },
  {
    label: 'exchange of a file and a directory',
    handled: ['REFER', 'MAKE_REG', 'MAKE_DIR', 'REMOVE_FILE', 'REMOVE_DIR'],
    act: (actor) => actor.renameat2('from/file', 'to/directory', RENAME_EXCHANGE),
    records: [
      ['from', 'fs.remove_file,fs.make_dir,fs.refer'],
      ['to', 'fs.remove_dir,fs.make_reg,fs.refer'],
    ],
    answer: deniedOrMoved,
  },
  {
    label: 'rename with only the right to refer handled',
    handled: ['REFER'],
    act: rename,
    records: [
      ['from', 'fs.refer'],
      ['to', 'fs.refer'],
    ],
    answer: referDomain,
  },
  {
    label: 'link with the right to refer not handled',
    handled: ['EXECUTE'],
    act: link,
    records: [
      ['from', 'fs.refer'],
      ['to', 'fs.refer'],
    ],
    answer: anyDomain,
  },
  {
    label: 'rename to a directory that lacks rights',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    rules: [{ path: 'from', access: ['REFER', 'MAKE_REG', 'REMOVE_FILE'] }],
    act: rename,
    records: [['to', 'fs.make_reg,fs.refer']],
    answer: deniedOrMoved,
  },
  {
    // The file would gain a right, so all that the source lacks is told, asked for or not.
    label: 'rename to a directory with more rights',
    handled: ['REFER', 'READ_FILE'],
    rules: [
      { path: 'from', access: ['REFER'] },
      { path: 'to', access: ['REFER', 'READ_FILE'] },
    ],
    act: rename,
    records: [['from', 'fs.read_file']],
    answer: anyDomain,
  },
  {
    label: 'rename within a directory',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    act: (actor) => actor.rename('from/file', 'from/new'),
    records: [['from', 'fs.remove_file,fs.make_reg']],
    answer: denied,
  },
  {
    label: 'link within a directory',
    handled: ['REFER', 'MAKE_REG', 'REMOVE_FILE'],
    act: (actor) => actor.link('from/file', 'from/new'),
    records: [['from', 'fs.make_reg']],
    answer: denied,
  },
];

scenario(
  'a denied move is one event with a record for each directory that lacks rights, {move}',
  {
    ...audited,
    doc: 'security/landlock/fs.c: current_check_refer_path()',
    variants: { move: moves },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    for (const directory of ['from', 'to', 'to/directory']) t.main.mkdir(directory);
    for (const file of ['from/file', 'to/file']) t.main.writeFile(file);
    const log = new Log(t);
    const objects = t.move.records.map(([directory]) => log.file(directory));
    const client = t.main.process('client');
    landlock(client, { fs: t.move.handled, rules: t.move.rules ?? [] });
    t.move.act(client).expect(t.move.answer);
    t.move.records.forEach(([, blockers], index) => {
      log.denied({ by: 'client', blockers, object: objects[index], again: index > 0 });
    });
    log.ends();
  },
);
