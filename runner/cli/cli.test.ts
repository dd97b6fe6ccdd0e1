import { expect, test } from 'vitest';
import { capture } from './run-cli.ts';

const commands = [
  'run',
  'list',
  'show',
  'selftests',
  'merge',
  'plan',
  'report',
  'doctor',
  'docs',
  'diff',
  'build',
  'coverage',
  'bisect',
  'review',
  'kernels',
  'shell',
  'init',
  'completion',
  'rootfs',
];

test('no command: the help, and wrong usage', async () => {
  const { status, out, err } = await capture();
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toBe((await capture('--help')).out);
});

test('help of the program', async () => {
  expect((await capture('--help')).out).toMatchInlineSnapshot(`
    "Usage: kconform [options] [command]

    Landlock, asked in the kernel: conformance scenarios on real kernels.

    Options:
      -V, --version                        output the version number
      -h, --help                           display help for command

    Commands:
      run [options] [pattern...]           run scenarios on kernels and judge what
                                           they do
      list [options] [pattern...]          list scenarios
      show [options] <scenario>            show one scenario: its promise, its
                                           steps, what is expected of them, and its
                                           plan
      selftests [options] [target...]      build the kernel's own selftests, run
                                           them on kernels, and report their cases
      merge [options] <results...>         make one results document of many: the
                                           shards of a run, or several runs
      plan [options] [pattern...]          write the definitions of jobs that run
                                           the shards of a run
      report [options] [files...]          show the results of a run again
      doctor [options]                     say whether this machine is ready, and
                                           what is missing
      docs [options] [files...]            write documentation and compat data, with
                                           what results confirm
      diff [options] <A> <B> [pattern...]  say what two kernels, or two runs, answer
                                           differently
      kernels                              list, fetch, update and remove kernels
      shell [options] [kernel]             boot a kernel and give a shell in it
      rootfs                               list, build and update roots with real
                                           programs
      init [folder]                        write a first spec of your own
      completion <shell>                   print a script that makes a shell
                                           complete commands, options, kernels and
                                           scenarios
      build [options]                      build a kernel from source, as build:NAME
      coverage [options] [pattern...]      say which lines of a kernel scenarios
                                           execute
      bisect [options] <scenario>          find the commit that changed what a
                                           scenario observes
      review [options] [pattern...]        say what a series of patches changes, and
                                           at which patch
      help [command]                       explain a command

    Examples:
      $ kconform run                                    all scenarios on the default kernels
      $ kconform run --kernel ./linux landlock/scope    one folder, on the kernel built in ./linux
      $ kconform report --format junit > junit.xml      the last run, for CI
      $ kconform doctor                                 is this machine ready?

    Exit status:
      0    every verdict is as expected (unsupported scenarios included)
      1    some verdict is not
      2    wrong usage
      69   infrastructure failed: the verdicts, if any, are saved
      70   a bug in kconform
      130  interrupted: the verdicts so far are saved
    "
  `);
});

test('help of run', async () => {
  expect((await capture('run', '--help')).out).toMatchInlineSnapshot(`
    "Usage: kconform run [options] [pattern...]

    run scenarios on kernels and judge what they do

    Arguments:
      pattern                   same as --scenario

    Options:
      --scenario <pattern>      scenarios to choose (repeatable; default: all)
      --tag <tag>               only scenarios with this tag; !tag leaves them out
                                (repeatable)
      --suite <folder>          folder with specs of your own, instead of those that
                                come with kconform
      --kernel <name>           kernel to run on: a name, a glob, default or all
                                (repeatable)
      --repeat <n>              run every scenario this often (default: 1)
      --shard <i/n>             run only this part; auto asks Slurm, Kubernetes,
                                GitLab, or KCONFORM_SHARD
      --durations <file>        results document to divide by (default: what comes
                                with kconform)
      --bail <n>                end the run when this many scenarios are not as
                                expected
      --jobs <n>                workers (default: one for each processor, 8 at most)
      --timeout-scale <factor>  make every deadline longer (default: by accelerator)
      --accel <accelerator>     how guests are executed; auto tries KVM and falls
                                back (choices: "auto", "kvm", "tcg", default:
                                "auto")
      --results <file>          write the results document there (default:
                                results/<UTC time>.json)
      --baseline <file>         known failures, or results of an earlier run: fail
                                on regressions only (repeatable)
      --report <format:file>    write a report as well, see below; - is the standard
                                output (repeatable)
      --junit <file>            same as --report junit:<file>
      --ktap <file>             same as --report ktap:<file>
      --origin <name>           who submits, for --report kcidb:<file> (default:
                                kconform)
      -v, --verbose             show every verdict and every failure (default:
                                false)
      -h, --help                display help for command

    A pattern is a part of the identity of scenarios, the file of a spec, or a glob for whole identities
    (* within a folder, ** across folders).

    Reports:
      matrix          for people: the matrix, failures, what is known
      json            the results document (docs/results.schema.json)
      junit           JUnit XML, a suite for each kernel: GitLab, Jenkins, others
      ktap            KTAP 1, nested by kernel and spec: the kernel's own tools
      tap             TAP 14, nested the same way: tools of other projects
      github          annotations, for the log of a step of GitHub Actions
      github-summary  Markdown, added to the file $GITHUB_STEP_SUMMARY
      gitlab          code quality of GitLab: findings in merge requests
      sarif           SARIF 2.1.0, findings only: code scanning
      kcidb           KCIDB 5.3: submissions to KernelCI
      lava            signals of LAVA, for the console of a device under test

    Examples:
      $ kconform run --kernel debian:7.3 --kernel debian:6.12
      $ kconform run --kernel all landlock/scope
      $ kconform run --kernel ./arch/x86/boot/bzImage --tag unix --tag '!slow'
      $ kconform run --kernel debian:7.3 --scenario 'landlock/scope/**' --repeat 10
      $ kconform run --baseline ci/known-failures
      $ kconform run --report junit:junit.xml --report github:- --report github-summary:"$GITHUB_STEP_SUMMARY"
    "
  `);
});

test.for(commands)('%s --help has its usage first, and succeeds', async (command) => {
  const { status, out, err } = await capture(command, '--help');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out.startsWith(`Usage: kconform ${command}`)).toBe(true);
});

test.for(['run', 'list', 'show', 'selftests', 'merge', 'plan', 'report', 'diff', 'build', 'bisect', 'doctor', 'shell'])(
  '%s --help shows examples',
  async (command) => {
    expect((await capture(command, '--help')).out.split('\nExamples:\n')[1]).toMatch(
      new RegExp(`^ {2}\\$ kconform ${command}`),
    );
  },
);

test.for<[string[], string]>([
  [['rnu'], "kconform: error: unknown command 'rnu'\n(Did you mean run?)\n"],
  [['run', '--kernal', 'x'], "kconform: error: unknown option '--kernal'\n(Did you mean --kernel?)\n"],
  [
    ['run', '--repeat', '0'],
    "kconform: error: option '--repeat <n>' argument '0' is invalid. It must be a whole number, 1 or more.\n",
  ],
  [
    ['run', '--jobs', '1.5'],
    "kconform: error: option '--jobs <n>' argument '1.5' is invalid. It must be a whole number, 1 or more.\n",
  ],
  [
    ['run', '--timeout-scale', '0'],
    "kconform: error: option '--timeout-scale <factor>' argument '0' is invalid. It must be a number above 0, e.g. 2.5.\n",
  ],
  [
    ['run', '--accel', 'xen'],
    "kconform: error: option '--accel <accelerator>' argument 'xen' is invalid. Allowed choices are auto, kvm, tcg.\n",
  ],
  [
    ['run', '--report', 'junit'],
    "kconform: error: option '--report <format:file>' argument 'junit' is invalid. It must be FORMAT:FILE, e.g. junit:junit.xml.\n",
  ],
  [
    ['run', '--report', 'xunit:x.xml'],
    "kconform: error: option '--report <format:file>' argument 'xunit:x.xml' is invalid. There is no format xunit: matrix, json, junit, ktap, tap, github, github-summary, gitlab, sarif, kcidb, lava.\n",
  ],
  [
    ['report', '--origin', 'My CI'],
    "kconform: error: option '--origin <name>' argument 'My CI' is invalid. It must be lower-case letters, digits and underscores, as agreed with KernelCI.\n",
  ],
  [['run', '--kernel'], "kconform: error: option '--kernel <name>' argument missing\n"],
  [['show'], "kconform: error: missing required argument 'scenario'\n"],
  [
    ['show', '--abi', '-1', 'x'],
    "kconform: error: option '--abi <n>' argument '-1' is invalid. It must be a whole number, 0 or more.\n",
  ],
  [
    ['report', '/nowhere.json'],
    'kconform: error: no results at /nowhere.json\nhint: run some scenarios first: ./kconform run\n',
  ],
  [['kernels', 'lst'], "kconform: error: unknown command 'lst'\n(Did you mean list?)\n"],
])('wrong usage: %j', async ([args, err]) => {
  expect(await capture(...args)).toEqual({ status: 2, out: '', err });
});
