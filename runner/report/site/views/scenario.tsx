/** One scenario: what is promised, a picture of it, and what each kernel answered. */
import { Problem } from '../client/app.tsx';
import { usePromise } from '../client/promise.ts';
import { hashOf } from '../client/route.ts';
import { Scroll } from '../client/scroll.tsx';
import type { FullVerdict, Promised, Site } from '../client/site.ts';
import type { View, ViewProps } from '../client/view.ts';
import { plural } from '../client/words.ts';
import { type Group, groupsOf } from './scenario/groups.ts';
import { abisInWords, kernelsInWords, shellWord } from './scenario/kernels.ts';
import { Picture } from './scenario/picture.tsx';
import { Steps } from './scenario/steps.tsx';

/** `#/scenario/ID?kernel=KEY` */
export const scenario: View = {
  name: 'scenario',
  title: ({ site, route }) => {
    const row = site.find(route.rest);
    return row === undefined ? 'No such scenario' : site.title(row);
  },
  Page,
};

function Page({ site, route }: ViewProps) {
  const row = site.find(route.rest);
  if (row === undefined) {
    return (
      <>
        <h1>No such scenario</h1>
        <p>
          No run has a scenario <code>{route.rest}</code>. <a href={hashOf('matrix')}>Look for it in the matrix</a>
        </p>
      </>
    );
  }
  return <Known site={site} row={row} kernel={route.query.get('kernel')} />;
}

function Known({ site, row, kernel }: { site: Site; row: number; kernel: string | undefined }) {
  const promised = site.scenario(row);
  const details = usePromise(() => site.details(row), row);
  return (
    <article>
      <h1>{promised.title}</h1>
      <About promised={promised} />
      {details.state === 'failed' && <Problem error={details.error} />}
      {details.state === 'waiting' && <p role="status">Reading what the kernels answered …</p>}
      {details.state === 'there' && (
        <Answers
          site={site}
          promised={promised}
          groups={groupsOf(site.behaviours(row), details.value)}
          kernel={kernel}
        />
      )}
    </article>
  );
}

function About({ promised }: { promised: Promised }) {
  const { id, topic, tags, doc, needs, file, suite } = promised;
  return (
    <dl>
      <dt>Promised in</dt>
      <dd>{doc || 'not said'}</dd>
      <dt>Scenario</dt>
      <dd>
        <code>{id}</code>
      </dd>
      <dt>Topic</dt>
      <dd>
        <a href={hashOf('matrix', '', [['text', topic]])}>{topic}</a>
        {file !== '' && (
          <>
            , written in <code>{file}</code>
          </>
        )}
        {suite !== undefined && ` of the suite ${suite}`}
      </dd>
      {tags.length > 0 && (
        <>
          <dt>Tags</dt>
          <dd>{tags.join(', ')}</dd>
        </>
      )}
      {needs.length > 0 && (
        <>
          <dt>Needs</dt>
          <dd>{needs.join(', ')}</dd>
        </>
      )}
    </dl>
  );
}

interface AnswersProps {
  site: Site;
  promised: Promised;
  groups: readonly Group[];
  kernel: string | undefined;
}

function Answers({ site, promised, groups, kernel }: AnswersProps) {
  if (groups.length === 0) return <p>No kernel was asked.</p>;
  const column = kernel === undefined ? undefined : site.findColumn(kernel);
  const chosen = Math.max(
    0,
    groups.findIndex(({ columns }) => column !== undefined && columns.includes(column)),
  );
  const group = groups[chosen]!;
  return (
    <>
      <Groups site={site} promised={promised} groups={groups} chosen={chosen} />
      <Verdict verdict={group.verdict} />
      <h2>Picture</h2>
      {group.verdict.steps.length > 0 ? (
        <>
          <p class="quiet">On {kernelsInWords(site, group.columns)}, with the sandbox.</p>
          <Picture steps={group.verdict.steps.filter(({ arm }) => arm === 'test')} />
        </>
      ) : (
        <p>There is nothing to draw: no step was asked.</p>
      )}
      <h2>Expected and observed</h2>
      <Steps site={site} groups={groups} chosen={chosen} />
      {group.verdict.more > 0 && (
        <p class="problem">{plural(group.verdict.more, 'step')} more are only in the document.</p>
      )}
      <Evidence verdict={group.verdict} />
      <Again site={site} promised={promised} group={group} />
    </>
  );
}

function Groups({ site, promised, groups, chosen }: Omit<AnswersProps, 'kernel'> & { chosen: number }) {
  return (
    <nav aria-label="Kernels with the same answers" class="groups">
      <ul>
        {groups.map(({ columns, verdict, repetitions }, place) => (
          <li key={columns.join()}>
            <a
              href={hashOf('scenario', promised.id, [['kernel', site.columns[columns[0]!]!.key]])}
              aria-current={place === chosen ? 'true' : undefined}
            >
              <span class={`mark mark-${verdict.mark}`}>
                {verdict.mark === 'known' ? 'pass, known bug' : verdict.mark}
              </span>{' '}
              {kernelsInWords(site, columns)} <span class="quiet">{abisInWords(site, columns)}</span>
              {repetitions.length > 0 && (
                <> ({repetitions.map(([verdict, times]) => `${verdict} ×${times}`).join(', ')})</>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Verdict({ verdict: { verdict, reason, known } }: { verdict: FullVerdict }) {
  return (
    <>
      {reason !== '' && <p class={verdict === 'unsupported' ? 'note' : 'problem'}>{reason}</p>}
      {known.length > 0 && (
        <ul class="note" aria-label="What the kernel is known for">
          {known.map(({ kind, what }) => (
            <li key={what}>
              Known, {kind}: {what}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Evidence({ verdict: { splats, console, plan } }: { verdict: FullVerdict }) {
  return (
    <>
      {splats.length > 0 && (
        <>
          <h2>What the kernel reported</h2>
          {splats.map(({ kind, title, text }) => (
            <section key={title}>
              <p>
                <strong class="bad">{kind}</strong>: {title}
              </p>
              {text !== undefined && <Text label={`Excerpt of the console: ${title}`} text={text} />}
            </section>
          ))}
        </>
      )}
      {console !== undefined && (
        <>
          <h2>Console</h2>
          <Text label="Console" text={console} />
        </>
      )}
      {plan !== undefined && (
        <>
          <h2>Plan</h2>
          <Text label="Plan" text={plan} />
        </>
      )}
    </>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <Scroll label={label}>
      <pre>{text}</pre>
    </Scroll>
  );
}

function Again({ site, promised: { id, suite, again }, group }: { site: Site; promised: Promised; group: Group }) {
  const { kernel } = site.columns[group.columns.at(-1)!]!;
  if (again !== undefined) {
    const command = again.replace(/^\S+/, (name) => `${name} --kernel ${shellWord(kernel.id)}`);
    return (
      <>
        <h2>Run it again</h2>
        <Text label="Command" text={`./kconform ${command}`} />
      </>
    );
  }
  const own = suite === undefined ? '' : ` --suite ${shellWord(suite)}`;
  return (
    <>
      <h2>Run it again</h2>
      <Text
        label="Commands"
        text={[
          `./kconform run --kernel ${shellWord(kernel.id)} --scenario ${shellWord(id)}${own}`,
          `./kconform show --abi ${kernel.abi}${own} ${shellWord(id)}`,
        ].join('\n')}
      />
      {group.verdict.plan === undefined ? (
        <p>Results keep the plan of what failed; the second command prints this one, with --plan nothing else.</p>
      ) : (
        <p>
          The plan above needs no more than the probe: <code>probe &lt; plan</code>
        </p>
      )}
    </>
  );
}
