import { abi, EACCES, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { audited, Log } from './log.ts';
import { fsRequests, prepare } from './rights.ts';

const programs = ['strict', 'best-effort'] as const;
const requests = fsRequests.map((request) => ({ label: `fs.${request.right.toLowerCase()}`, ...request }));

scenario(
  'a denied request is recorded with the right that is missing and the file or directory that lacks it, {request}',
  { ...audited, variants: { request: requests }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t, { since: t.request.since });
    const object = log.file(t.request.object);
    const client = t.main.process('client');
    landlock(client, { fs: [t.request.right] });
    t.request
      .act(client)
      .expect(since(abi(t.request.since), EACCES).otherwise(t.request.control ?? OK))
      .control(t.request.control ?? OK);
    log.denied({ by: 'client', blockers: t.request.label, object }).ends();
  },
);
