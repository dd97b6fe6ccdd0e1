import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { sampleResults } from '../runner/results/sample.ts';
import { writeResults } from '../runner/results/write.ts';
import { complaints } from '../runner/testing/validate.ts';
import { runnerReads } from '../runner/testing/workflow-commands.ts';
import { root } from '../vm/installation.ts';

const guide = readFileSync(join(root, 'docs/guides/ci.md'), 'utf8');

/** The block of the guide that begins with this line. */
function recipe(start: string): string {
  const blocks = [...guide.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text]) => text!);
  return blocks.find((text) => text.startsWith(start)) ?? expect.fail(`no block of the guide begins with ${start}`);
}

const github = recipe('# .github/workflows/landlock.yml');
const gitlab = recipe('# .gitlab-ci.yml');
const lava = recipe('# lava.yaml');
const crontab = recipe('MAILTO=');

/** A checkout as the recipes see one, with a results document in it. */
function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-recipes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'kconform'), `#!/bin/sh\nexec '${root}/kconform' "$@"\n`);
  chmodSync(join(folder, 'kconform'), 0o755);
  copyFileSync(join(root, 'kernels.lock.json'), join(folder, 'kernels.lock.json'));
  writeResults(join(folder, 'results.json'), sampleResults());
  return folder;
}

function shell(script: string, cwd: string, env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', script], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Nothing matches, so that nothing runs: kconform says so after it has understood everything else. */
const nothing = ' --scenario there-is-no-such-scenario';
const understood = { status: 2, stdout: '', stderr: expect.stringMatching(/there-is-no-such-scenario/) };

interface Step {
  name?: string;
  run?: string;
}

function stepOf(name: string): string {
  const { jobs } = parse(github) as { jobs: { conformance: { steps: Step[] } } };
  return jobs.conformance.steps.find((step) => step.name === name)?.run ?? expect.fail(`no step ${name}`);
}

function workflowErrors(content: string): string[] {
  const { context } = parseWorkflow({ name: 'landlock.yml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

test('GitHub: its own parser finds the workflow valid, and would tell', () => {
  expect(workflowErrors(github)).toEqual([]);
  expect(workflowErrors(github.replace('runs-on:', 'runs-in:'))).not.toEqual([]);
  expect(workflowErrors(github.replace('!cancelled()', '!canceled()'))).not.toEqual([]);
});

test('GitHub: the steps', () => {
  const cwd = checkout();
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
  writeFileSync(env.GITHUB_STEP_SUMMARY, 'of another command\n');
  expect(shell(stepOf('Ask the kernels') + nothing, cwd)).toEqual(understood);
  const { status, stdout } = shell(stepOf('Report'), cwd, env);
  expect(status).toBe(0);
  expect(runnerReads(stdout).commands).toHaveLength(5);
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^of another command\n## kconform/);
  expect(complaints('sarif-2.1.0.json', JSON.parse(readFileSync(join(cwd, 'kconform.sarif'), 'utf8')))).toEqual([]);
  expect(readFileSync(join(cwd, 'junit.xml'), 'utf8')).toContain('</testsuites>');
});

/** gitlab-ci-local validates with the schema of GitLab's editor before it does anything. */
async function gitlabLocal(cwd: string, ...args: string[]) {
  const program = join(root, 'node_modules/gitlab-ci-local/dist/index.js');
  const env = { ...process.env, HOME: cwd };
  return await execa(process.execPath, [program, ...args], { cwd, reject: false, env, all: true });
}

function repository(yaml: string): string {
  const cwd = checkout();
  writeFileSync(join(cwd, '.gitlab-ci.yml'), yaml);
  const git = 'git init -q && git add . && git -c user.name=x -c user.email=x@example.org commit -qm x';
  expect(shell(`${git} && git remote add origin git@gitlab.example.org:x/x.git`, cwd)).toMatchObject({ status: 0 });
  return cwd;
}

test("GitLab: valid by the schema of GitLab's editor, which would tell", async () => {
  const { exitCode, all } = await gitlabLocal(repository(gitlab), '--list');
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/^landlock .*test/m);
  const wrong = await gitlabLocal(repository(gitlab.replace('when: always', 'when: sometimes')), '--list');
  expect(wrong.exitCode).not.toBe(0);
});

test('GitLab: the scripts', () => {
  const cwd = checkout();
  const { landlock } = parse(gitlab) as { landlock: { script: string[]; after_script: string[] } };
  expect(shell(landlock.script.at(-1)! + nothing, cwd)).toEqual(understood);
  expect(shell(landlock.after_script.join('\n'), cwd)).toMatchObject({ status: 0 });
  const report = JSON.parse(readFileSync(join(cwd, 'gl-code-quality-report.json'), 'utf8'));
  expect(complaints('gitlab-code-quality.json', report)).toEqual([]);
  expect(report).toHaveLength(4);
});

/** As cron does it: variables are text, and the environment has next to nothing. */
function cron(home: string, run: (line: string) => string) {
  const lines = crontab.trim().split('\n');
  const variables = lines.flatMap((line) => (/^([A-Z]+)=(.*)$/.exec(line) ?? []).slice(1, 3).join('=') || []);
  const command = lines.find((line) => /^\d/.test(line))!.replace(/^(\S+ ){5}/, '');
  expect(command).not.toContain('%');
  const env = ['SHELL=/bin/sh', 'PATH=/usr/bin:/bin', `HOME=${home}`, 'LOGNAME=somebody', ...variables.map(run)];
  // What makes the tests hermetic is none of cron's business, but where Node and guests are kept is.
  const cache =
    process.env.KCONFORM_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME!, '.cache'), 'kconform');
  const { stdout } = spawnSync('env', ['-i', ...env, `KCONFORM_CACHE=${cache}`, '/bin/sh', '-c', command], {
    encoding: 'utf8',
  });
  return stdout;
}

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-cron-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'kconform'));
  writeFileSync(join(folder, 'kconform/kconform'), `#!/bin/sh\nexec '${root}/kconform' "$@"\n`);
  chmodSync(join(folder, 'kconform/kconform'), 0o755);
  return folder;
}

test('cron: silent when all is as expected, a mail when not', () => {
  const quiet = home();
  writeResults(join(quiet, 'kconform/ours.json'), sampleResults());
  expect(cron(quiet, (line) => line.replace(/^RUN=.*/, 'RUN=./kconform report ours.json'))).toBe('');
  expect(readFileSync(join(quiet, 'kconform/cron.log'), 'utf8')).toContain('2 kernels, 5 scenarios');
  expect(cron(home(), (line) => (line.startsWith('RUN=') ? line + nothing : line))).toMatch(
    /^status 2\nkconform: error: .*there-is-no-such-scenario/,
  );
});

test('LAVA: the report, and the run before it', () => {
  const cwd = checkout();
  const { actions } = parse(lava) as {
    actions: { test?: { definitions: { repository: { run: { steps: string[] } } }[] } }[];
  };
  const steps = actions.flatMap(({ test }) => test?.definitions[0]?.repository.run.steps ?? []);
  const [, run, report] = steps.map((step) => step.replaceAll('/tmp/results.json', 'results.json'));
  const { stdout } = shell(report!, cwd);
  expect(stdout).toContain('<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.abi.version-is-answered RESULT=pass>');
  const command = /-c '(.*)'/.exec(run!)![1]!;
  expect(shell(command + nothing, cwd)).toEqual(understood);
});

test('KernelCI: the report', () => {
  const cwd = checkout();
  expect(
    shell(recipe('./kconform report results.json --format kcidb').replace('YOUR_ORIGIN', 'mine'), cwd).status,
  ).toBe(0);
  expect(complaints('kcidb-5.3.json', JSON.parse(readFileSync(join(cwd, 'kcidb.json'), 'utf8')))).toEqual([]);
});
