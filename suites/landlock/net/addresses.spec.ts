import { AF_INET, AF_INET6, OK, type Step, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { addresses, PORT } from './addresses.ts';
import { serve, transportOf, typeOf, ways } from './calls.ts';
import { inNetwork } from './families.ts';
import { answerOf } from './kernels.ts';
import type { NetCall } from './model.ts';
import { policies, sandboxOf } from './policies.ts';

scenario(
  '{way} sockets with addresses of every family and length, {policy}',
  {
    doc: 'include/uapi/linux/landlock.h: "Network flags"; security/landlock/net.c: current_check_access_socket()',
    tags: ['net', 'errno'],
    variants: { way: ways, policy: policies },
    where: ({ way, policy }) => policy.concerns.includes(way.operation) && (!way.alike || policy.enough === true),
    ...inNetwork,
  },
  (t) => {
    const { protocol, operation, stack, attempt } = t.way;
    if (operation !== 'bind') serve(t.main, protocol, PORT);
    const layer = t.policy.layer(protocol);
    const client = t.main.process('client');
    landlock(client, sandboxOf(layer));
    for (const socketFamily of [AF_INET, AF_INET6]) {
      let socket: Step | undefined;
      for (const { address, seen, stack: stackAnswer } of addresses) {
        const plain = stackAnswer(stack, socketFamily);
        const call: NetCall = { transport: transportOf(protocol), operation, socketFamily, address: seen };
        socket ??= client.socket(socketFamily, typeOf(protocol));
        attempt(client, socket, address)
          .expect(answerOf(call, [layer], plain))
          .control(plain);
        if (plain === OK && operation === 'bind') client.close(socket);
        // A refused call leaves a socket as it was, except that the stack gives UDP sockets a port before it refuses.
        if (plain === OK || protocol === 'UDP') socket = undefined;
      }
    }
  },
);
