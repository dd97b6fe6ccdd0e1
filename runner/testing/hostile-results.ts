import { sampleResults } from '../results/sample.ts';
import type { Results } from '../results/schema.ts';

/** Every character below 256, halves of surrogate pairs, what turns the direction of writing, and what ends or begins something in some format. */
export const HOSTILE = [
  String.fromCharCode(...Array.from({ length: 0x100 }, (_, code) => code)),
  '\ud800 \udfff \uffff \ufeff \u2028 \u2029 \u202e \u{1f427}',
  ']]> <![CDATA[ --> &amp; &#0; &nosuch; </testsuites> <script>alert(1)</script>',
  '\x1b[2J\x1b]0;title\x07',
  'x\rok 1 fake\r\nnot ok 2 fake\n  ok 3 fake # SKIP\n    ok 4 fake\nBail out! fake\n1..9\npragma +bail',
  '  ---\n  fake: yaml\n  ...\nKTAP version 1\nTAP version 14\n# Subtest: fake',
  '# SKIP fake \\# TODO fake',
  '::error::fake\n  ::add-mask::fake\n##[error]fake ##[add-path]fake %0A::error::fake',
  '| fake | cell |\n\n# fake heading\n[fake](https://fake.example) ![fake](x) `fake` **fake** @fake #1 </details></pre>',
  '"}],"fake":[{"\\',
  '{0} $(fake) `fake` %s',
].join('\n');

/** The sample, with such text wherever somebody else writes: guests, kernels' names, specs' titles, files. */
export function hostileResults(text = HOSTILE): Results {
  const doc = sampleResults();
  const id = new Map(doc.kernels.map((kernel) => [kernel.id, `${kernel.id} ${text}`]));
  const scenario = new Map(doc.scenarios.map((scenario) => [scenario.id, `${scenario.id}${text}`]));
  return {
    ...doc,
    tool: { version: text },
    command: text,
    status: 'infrastructure',
    host: { ...doc.host, kernel: text, qemu: text, cpu_model: text },
    kernels: doc.kernels.map((kernel) => ({
      ...kernel,
      id: id.get(kernel.id)!,
      release: text,
      version: text,
      command_line: text,
      transport: text,
      features: { [text]: true },
      lsms: [text],
      contradictions: [text],
    })),
    scenarios: doc.scenarios.map((about) => ({
      ...about,
      id: scenario.get(about.id)!,
      title: text,
      family: text,
      tags: [text],
      doc: text,
      needs: [text],
      file: `../../${text}`,
      suite: text,
    })),
    verdicts: doc.verdicts.map((verdict) => ({
      ...verdict,
      kernel: id.get(verdict.kernel)!,
      scenario: scenario.get(verdict.scenario)!,
      reason: verdict.verdict === 'pass' ? '' : text,
      steps: verdict.steps.map((step) => ({ ...step, actor: text, words: text, expected: text, observed: text })),
      console: text,
      splats: [{ kind: text, title: text, text }],
      known: [{ kind: 'vulnerable', what: text }],
      plan: text,
    })),
    infrastructure: [{ kernel: [...id.values()][0]!, message: text, hint: text, console: text }, { message: text }],
  };
}
