import { abi, and, config, EACCES, feature, OK, scenario, when } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { tmpfs } from './file-systems.ts';
import { declareMatrix } from './matrix.ts';
import { accounting, queues, swapping } from './operations/services.ts';

declareMatrix({
  doc: 'ipc/mqueue.c: do_mq_open()',
  tags: ['fs', 'mqueue'],
  fileSystem: tmpfs,
  operations: queues,
  requirements: { namespaces: ['ipc'], needs: ['root', feature('message-queues')] },
});

declareMatrix({
  doc: 'kernel/acct.c: acct_on()',
  tags: ['fs', 'acct'],
  fileSystem: tmpfs,
  operations: accounting,
  requirements: { needs: ['root', config('BSD_PROCESS_ACCT')] },
});

declareMatrix({
  doc: 'mm/swapfile.c: swapon(), swapoff() (open the file for reading and writing)',
  tags: ['fs', 'swap'],
  fileSystem: tmpfs,
  operations: swapping,
  requirements: { needs: ['root', config('SWAP')] },
});

scenario(
  'a rule on the directory lets process accounting start where the file is opened by its path alone',
  {
    doc: 'kernel/acct.c: acct_on() (opens a second time, on a private mount that has nothing above the file (6.18))',
    tags: ['fs', 'acct'],
    programs: ['strict', 'best-effort'],
    needs: ['root', config('BSD_PROCESS_ACCT')],
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['WRITE_FILE'], rules: [{ path: '.', access: ['WRITE_FILE'] }] });
    actor.syscall('acct', 'file').expect(when(and(abi(1), feature('acct-private-mount')), EACCES).otherwise(OK));
    t.main.syscall('acct', null);
  },
);
