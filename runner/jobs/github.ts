import { headOf, type JobFormat, type JobRequest, JUDGED_BY_MERGE, MERGED, runShard, SHARDS, yaml } from './request.ts';

/** A workflow: a matrix of shards, and a job that merges their documents. GitHub tells a job nothing of its place in a matrix, so the workflow does. */
export const github: JobFormat = (request) =>
  `${headOf(request, '', '.github/workflows/kconform.yml')}\n${yaml(workflow(request))}`;

function workflow(request: JobRequest) {
  const numbers = Array.from({ length: request.shards }, (_, index) => index + 1);
  const setup = [
    { uses: 'actions/checkout@v4' },
    ...(request.setup === undefined ? [] : [{ name: 'Install what is missing', run: request.setup }]),
  ];
  const upload = (name: string, path: string) => ({
    if: `\${{ always() }}`,
    uses: 'actions/upload-artifact@v4',
    with: { name, path },
  });
  return {
    name: 'kconform',
    on: { workflow_dispatch: null, push: null },
    jobs: {
      shard: {
        'runs-on': 'ubuntu-latest',
        container: request.image,
        strategy: { 'fail-fast': false, matrix: { shard: numbers } },
        env: {
          KCONFORM_SHARD: `\${{ matrix.shard }}/${request.shards}`,
          KCONFORM_CACHE: `\${{ github.workspace }}/.cache`,
        },
        steps: [
          ...setup,
          {
            uses: 'actions/cache@v4',
            with: {
              path: '.cache/debs',
              key: `kconform-\${{ hashFiles('kernels.lock.json') }}-\${{ matrix.shard }}`,
              'restore-keys': 'kconform-',
            },
          },
          {
            name: 'Run the shard',
            shell: 'bash',
            run: [
              `# ${JUDGED_BY_MERGE}`,
              `${runShard(request, 'auto', `"${SHARDS}/\${{ matrix.shard }}.json"`)} || [ $? -eq 1 ]`,
            ].join('\n'),
          },
          upload(`shard-\${{ matrix.shard }}`, SHARDS),
        ],
      },
      merge: {
        'runs-on': 'ubuntu-latest',
        container: request.image,
        needs: 'shard',
        // A shard that failed is for the merge to name.
        if: `\${{ !cancelled() }}`,
        steps: [
          ...setup,
          {
            uses: 'actions/download-artifact@v4',
            with: { pattern: 'shard-*', path: SHARDS },
          },
          { name: 'Merge the shards', run: `${request.command} merge ${SHARDS} --out ${MERGED}` },
          upload('kconform', MERGED),
        ],
      },
    },
  };
}
