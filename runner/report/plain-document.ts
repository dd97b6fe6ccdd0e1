/** A document for people's eyes: what guests, kernels and specs wrote, made harmless for a terminal and for the log of a CI system. */
import type { Results } from '../results/schema.ts';
import type { Event } from './events.ts';
import { cut, oneLine, printableLines, withoutOrders } from './formats/safe-text.ts';

/** The same document, with every text that the reports for people show made harmless. Nothing of the original is changed. */
export function plainDocument(doc: Results): Results {
  return {
    ...doc,
    kernels: doc.kernels.map((kernel) => ({
      ...kernel,
      id: name(kernel.id),
      release: name(kernel.release),
      version: name(kernel.version),
      features: Object.fromEntries(Object.entries(kernel.features).map(([key, value]) => [name(key), value])),
      ...(kernel.contradictions && { contradictions: kernel.contradictions.map(name) }),
    })),
    scenarios: doc.scenarios.map((scenario) => ({
      ...scenario,
      id: name(scenario.id),
      doc: name(scenario.doc),
      file: name(scenario.file),
      ...(scenario.suite !== undefined && { suite: name(scenario.suite) }),
    })),
    verdicts: doc.verdicts.map((verdict) => ({
      ...verdict,
      kernel: name(verdict.kernel),
      scenario: name(verdict.scenario),
      reason: lines(verdict.reason),
      ...(verdict.splats && { splats: verdict.splats.map((splat) => ({ ...splat, title: name(splat.title) })) }),
      ...(verdict.known && { known: verdict.known.map((known) => ({ ...known, what: name(known.what) })) }),
    })),
    infrastructure: doc.infrastructure.map(({ kernel, message, hint, console }) => ({
      ...(kernel !== undefined && { kernel: name(kernel) }),
      message: lines(message),
      ...(hint !== undefined && { hint: lines(hint) }),
      ...(console !== undefined && { console: lines(console) }),
    })),
  };
}

/** The same for what happens during a run. */
export function plainEvent(event: Event): Event {
  const texts = Object.entries(event).map(([key, value]) => [key, typeof value === 'string' ? lines(value) : value]);
  return Object.fromEntries(texts) as Event;
}

/** One line. */
function name(text: string): string {
  return withoutOrders(cut(oneLine(text)));
}

/** Several. */
function lines(text: string): string {
  return withoutOrders(cut(printableLines(text)));
}
