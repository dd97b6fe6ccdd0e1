import { abi, type Context, EACCES, matching, O_RDONLY, O_WRONLY, OK, scenario, since } from '../../../runner/index.ts';
import { audited, type Creator, Log } from '../audit/log.ts';
import type { Policy } from './policy.ts';
import { alike, restrict, type Way, ways } from './ways.ts';

const denied = since(abi(1), EACCES).otherwise(OK);
const tags = ['sandboxer', 'audit'];

/** The record of the domain names who made it (Documentation/admin-guide/LSM/landlock.rst: "exe" and "comm" of the sandboxer). */
function creatorOf({ program }: Way): Creator {
  if (program === undefined) return {};
  return { exe: matching`"${program.path}"`, comm: `"${program.path.split('/').at(-1)}"` };
}

function enter(t: Context, way: Way, policy: Policy) {
  t.main.writeFile('denied', 'content');
  t.main.writeFile('silent', 'content');
  const log = new Log(t);
  const objects = { denied: log.file('denied'), silent: log.file('silent') };
  const actor = t.main.process('sandboxed');
  restrict(t, actor, way, policy);
  return { log, objects, actor };
}

for (const way of ways) {
  const options = { ...alike, ...audited, tags, needs: [...audited.needs, ...way.needs] };
  const creator = creatorOf(way);

  scenario(`what a command is denied is recorded with LL_FORCE_LOG=1, in a sandbox of ${way.label}`, options, (t) => {
    const { log, objects, actor } = enter(t, way, { readOnly: ['silent'], readWrite: [], forceLog: true });
    actor.open('denied', O_RDONLY).expect(denied);
    log.denied({ by: 'client', blockers: 'fs.read_file', object: objects.denied, creator });
    actor.open('silent', O_WRONLY).expect(denied);
    log.denied({ by: 'client', blockers: 'fs.write_file', object: objects.silent }).ends();
  });

  scenario(
    `what a command is denied is not recorded without LL_FORCE_LOG, in a sandbox of ${way.label}`,
    options,
    (t) => {
      const { log, actor } = enter(t, way, { readOnly: ['silent'], readWrite: [] });
      actor.open('denied', O_RDONLY).expect(denied);
      actor.open('silent', O_WRONLY).expect(denied);
      log.ends();
    },
  );

  scenario(`what is quiet is not recorded, in a sandbox of ${way.label}`, options, (t) => {
    const quiet = { access: 'read', paths: ['silent'] } as const;
    const { log, objects, actor } = enter(t, way, { readOnly: [], readWrite: [], forceLog: true, quiet });
    actor.open('silent', O_RDONLY).expect(denied);
    // A best-effort program silences nothing before ABI 10.
    if (t.facts.abi < 10) log.denied({ by: 'client', blockers: 'fs.read_file', object: objects.silent, creator });
    actor.open('denied', O_RDONLY).expect(denied);
    log.denied({ by: 'client', blockers: 'fs.read_file', object: objects.denied, creator });
    actor.open('silent', O_WRONLY).expect(denied);
    log.denied({ by: 'client', blockers: 'fs.write_file', object: objects.silent }).ends();
  });
}
