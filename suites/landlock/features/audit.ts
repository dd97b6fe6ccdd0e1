import { AF_NETLINK, AUDIT_LANDLOCK_ACCESS, NETLINK_AUDIT, O_DIRECTORY, SOCK_RAW } from '../../../runner/index.ts';
import type { Question } from '../../../runner/scenario/ask.ts';
import type { Context } from '../../../runner/scenario/context.ts';
import { logText, nextRecord, openLog, recordsFilter } from '../audit-socket.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { SCOPE } from '../uapi.ts';
import { asked, type Features } from './feature.ts';

/** Offset of a message's type in `struct nlmsghdr`. */
const TYPE = 4;

/** Without a domain, switches off what later domains log, lets a child enforce one and be denied something: is that logged? */
function askForSubdomains(t: Context): ReturnType<Question<boolean>['ask']> {
  const log = openLog(t, recordsFilter());
  const parent = t.main.process('parent');
  restrictSelf(parent, -1, 4);
  const child = parent.process('child');
  restrictSelf(child, createRuleset(child, { scoped: SCOPE.SIGNAL }));
  child.kill(t.main, 0);
  logText(t, log, 'the end');
  const record = nextRecord(t, log, 256);
  return (answers) => {
    const bytes = answers.of(record).outputs[0]!.bytes;
    return answers.errno(record) === 0 && bytes[TYPE]! + 256 * bytes[TYPE + 1]! !== AUDIT_LANDLOCK_ACCESS;
  };
}

/** What is logged and traced. */
export const auditFeatures: Features = {
  audit: asked('records of audit can be read by netlink (CONFIG_AUDIT)', 0, ({ main }) => {
    const step = main.socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
    return (answers) => answers.errno(step) === 0;
  }),
  'log-subdomains-kept': asked(
    'LOG_SUBDOMAINS_OFF is kept where there is no domain yet (7.0.13, 7.1)',
    7,
    askForSubdomains,
    { boot: 'audit' },
  ),
  'trace-events': asked(
    'Landlock has trace events (7.3, with CONFIG_EVENT_TRACING)',
    0,
    ({ main }) => {
      main.mkdir('tracing');
      main.mount('tracefs', 'tracing', 'tracefs');
      const step = main.open('tracing/events/landlock', O_DIRECTORY);
      return (answers) => answers.errno(step) === 0;
    },
    { scratch: true },
  ),
};
