import type { Actor, Context } from '../../runner/index.ts';
import { landlock, type SandboxSpec } from './sandbox.ts';

// The client is who acts (connects, sends, signals, traces), the server who is acted upon. An arrow goes from the client to the
// server, as in parent→child: the client is in the outer domain, the server in a domain nested below it.

/** A Landlock domain's layer: `restricts` says whether it sets what the scenario is about, or something that does not matter. */
export interface Layer {
  readonly name: string;
  readonly restricts: boolean;
}

/** Where two processes are in the tree of domains. */
export interface Relation {
  readonly label: string;
  /** Layers of the client, outermost first; empty outside of any sandbox. */
  readonly client: readonly Layer[];
  /** Layers of the server. Layers of the same name are the same domain, as long as all before them are. */
  readonly server: readonly Layer[];
  /** Whether a restricting layer of the client does not hold the server: then the client must not reach it. */
  readonly outOfScope: boolean;
  /**
   * Makes actors `client` and `server` in their domains. Common layers are enforced by a process `outer` that both are children
   * of; then each enforces its own. No actor but these enforces anything, so `t.main` stays outside.
   *
   * @param spec what restricting layers ask for
   * @param ancestor whose descendants they are, `t.main` by default
   */
  spawn(t: Context, spec: SandboxSpec, ancestor?: Actor): { readonly client: Actor; readonly server: Actor };
}

/** A layer that restricts nothing that any scenario here does: it only handles the creation of block devices. */
const IRRELEVANT: SandboxSpec = { fs: ['MAKE_BLOCK'] };

/**
 * The rule: each layer that restricts is judged by itself, and permits the client to reach only processes in the same domain or in
 * a nested one (Documentation/userspace-api/landlock.rst, "IPC scoping" and "Ptrace restrictions").
 *
 * @param client layers of who acts
 * @param server layers of who is acted upon
 */
export function isOutOfScope(client: readonly Layer[], server: readonly Layer[]): boolean {
  const common = commonLayers(client, server);
  return client.some((layer, depth) => layer.restricts && depth >= common);
}

function commonLayers(client: readonly Layer[], server: readonly Layer[]): number {
  const differs = client.findIndex((layer, depth) => layer.name !== server[depth]?.name);
  return differs < 0 ? client.length : differs;
}

/**
 * A relation from the names of its layers; a name in parentheses is a layer that does not restrict.
 *
 * @param label for titles
 * @param client such as `outer inner`, empty for no sandbox
 * @param server the same for the server
 */
export function relation(label: string, client: string, server: string): Relation {
  const layers = (text: string): Layer[] =>
    text
      .split(' ')
      .filter((name) => name !== '')
      .map((name) => ({ name, restricts: !name.startsWith('(') }));
  const [clientLayers, serverLayers] = [layers(client), layers(server)];
  const common = commonLayers(clientLayers, serverLayers);
  return {
    label,
    client: clientLayers,
    server: serverLayers,
    outOfScope: isOutOfScope(clientLayers, serverLayers),
    spawn(t, spec, ancestor = t.main) {
      const enforce = (actor: Actor, own: readonly Layer[]) => {
        for (const layer of own) landlock(actor, layer.restricts ? spec : IRRELEVANT);
      };
      const outer = common === 0 ? ancestor : ancestor.process('outer');
      enforce(outer, clientLayers.slice(0, common));
      const actors = { client: outer.process('client'), server: outer.process('server') };
      enforce(actors.server, serverLayers.slice(common));
      enforce(actors.client, clientLayers.slice(common));
      return actors;
    },
  };
}

/** The relations that every promise about reaching another process is checked for. */
export const relations: readonly Relation[] = [
  relation('without any sandbox', '', ''),
  relation('client sandboxed', 'a', ''),
  relation('server sandboxed', '', 'a'),
  relation('same domain', 'a', 'a'),
  relation('parent→child', 'a', 'a b'),
  relation('child→parent', 'a b', 'a'),
  relation('grandparent→grandchild', 'a', 'a b c'),
  relation('grandchild→grandparent', 'a b c', 'a'),
  relation('siblings', 'a', 'b'),
  relation('nested siblings', 'a b', 'a c'),
];

/** More layers and layers that do not restrict; for promises about layers. Any layer restricts ptrace: not for that. */
export const layeredRelations: readonly Relation[] = [
  relation('same domain of three layers', 'a b c', 'a b c'),
  relation('nested siblings of two layers each', 'a b c', 'a d e'),
  relation('cousins', 'a b c', 'a d c'),
  relation('child→parent, inner layer irrelevant', 'a (b)', 'a'),
  relation('child→parent, outer layer irrelevant', '(a) b', '(a)'),
  relation('nested siblings, inner layers irrelevant', 'a (b)', 'a (c)'),
  relation('nested siblings, outer layer irrelevant', '(a) b', '(a) c'),
  relation('nested siblings, only the server restricts', 'a (b)', 'a c'),
  relation('siblings, irrelevant layer above', 'a (b)', 'c'),
  relation('siblings, restriction in the middle', '(a) b (c)', '(a) d'),
];
