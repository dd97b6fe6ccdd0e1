/** What the agent tells about its guest once it is ready. */
export interface Hello {
  /** `uname -r`. */
  release: string;
  machine: string;
  /** The transport that the agent chose: `virtio`, `serial` or `stdio`. */
  transport: string;
  /** Things worth telling, such as a module that did not load. */
  log: string[];
  /** Everything else it said. */
  other: Record<string, string>;
}

/** @param text payload of a hello frame: `key value` lines */
export function parseHello(text: string): Hello {
  const hello: Hello = { release: '', machine: '', transport: '', log: [], other: {} };
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const space = line.indexOf(' ');
    const [key, value] = space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    if (key === 'log') hello.log.push(value);
    else if (key === 'release' || key === 'machine' || key === 'transport') hello[key] = value;
    else hello.other[key] = value;
  }
  return hello;
}
