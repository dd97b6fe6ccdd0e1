/** Asks for data: a script is added to the page, and registers what it brings. */

const waiting = new Map<string, PromiseWithResolvers<unknown>>();

function slot(name: string): PromiseWithResolvers<unknown> {
  let slot = waiting.get(name);
  if (slot === undefined) {
    slot = Promise.withResolvers();
    waiting.set(name, slot);
  }
  return slot;
}

/** Called by the files in `data/`. */
export function register(name: string, value: unknown): void {
  slot(name).resolve(value);
}

/** What a script in the page brings, or is to bring. */
export function registered<T>(name: string): Promise<T> {
  return slot(name).promise as Promise<T>;
}

/** The content of `data/NAME.js`, which is loaded when nobody asked for it before. */
export function load<T>(name: string): Promise<T> {
  if (!waiting.has(name)) {
    const { reject } = slot(name);
    const script = document.createElement('script');
    script.src = `data/${name}.js`;
    script.onerror = () => {
      waiting.delete(name);
      reject(new Error(`data/${name}.js cannot be read: was the whole folder of the report copied?`));
    };
    script.onload = () => reject(new Error(`data/${name}.js holds something else`));
    document.head.append(script);
  }
  return registered<T>(name);
}
