import {
  type Actor,
  AF_UNIX,
  type Context,
  O_DIRECTORY,
  O_PATH,
  SOCK_STREAM,
  type Step,
  type Value,
} from '../../../runner/index.ts';
import { type Relation, relation } from '../relations.ts';
import { anyDomain } from './operations.ts';

/** Both directions, and none. */
export const fewRelations = [
  relation('client sandboxed', 'a', ''),
  relation('parent→child', 'a', 'a b'),
  relation('child→parent', 'a b', 'a'),
  relation('siblings', 'a', 'b'),
];
export const users = [{ label: 'root' }, { label: 'an ordinary user' }] as const;

/** A client, a server, and the server's directory in /proc as a descriptor of the client, since a path would need its number. */
export interface Visit {
  readonly client: Actor;
  readonly server: Actor;
  readonly directory: Value;
}

/**
 * Makes the two processes; the server opens its own directory and passes it on, before or after which nothing is checked.
 *
 * @param relation of their domains
 */
export function visit(t: Context, relation: Relation): Visit {
  return visitIn(t, relation, '/proc');
}

/**
 * The same in another mount of the process filesystem.
 *
 * @param mount where it is
 */
export function visitIn(t: Context, relation: Relation, mount: string): Visit {
  const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
  const { client, server } = relation.spawn(t, anyDomain);
  server.sendFds(here!, [server.open(`${mount}/self`, O_PATH | O_DIRECTORY)]);
  return { client, server, directory: client.receiveFds(there!).fds[0]! };
}

/** Where a symbolic link of the server's directory leads to. */
export function readLink(t: Context, { client, directory }: Visit, name: string): Step {
  return client.syscall('readlinkat', directory, name, t.buffer(256, '', 'target'), 256);
}
