import { headOf, type JobFormat, JUDGED_BY_MERGE, MERGED, runShard, SHARDS } from './request.ts';

/** A script that submits itself: as an array of shards, and once more for their merge. */
export const slurm: JobFormat = (request) => `#!/bin/bash
${headOf(
  request,
  '',
  'bash SCRIPT                    submits all shards, and the merge for when they have ended',
  'sbatch --array=3 SCRIPT shard  runs the third shard again',
  'sbatch SCRIPT merge            merges again',
  '',
  'The folder in which it is submitted is where the jobs work; all nodes must see it. More options of sbatch go below, or into SBATCH_… variables.',
)}
#SBATCH --job-name=kconform
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${request.jobs ?? 2}
#SBATCH --requeue
set -u

shards=${request.shards}

case \${1-submit} in
submit)
	mkdir -p ${SHARDS} || exit
	job=$(sbatch --parsable --array="1-$shards" --output=${SHARDS}/%A_%a.log "$0" shard) || exit
	merge=$(sbatch --parsable --dependency="afterany:\${job%%;*}" --output=${SHARDS}/merge-%j.log "$0" merge) || exit
	echo "job $job runs $shards shards, job $merge merges them into ${MERGED}"
	;;
shard)
	${runShard(request, '"$SLURM_ARRAY_TASK_ID/$shards"', `"${SHARDS}/$SLURM_ARRAY_TASK_ID.json"`)}
	status=$?
	# ${JUDGED_BY_MERGE}
	[ "$status" -le 1 ] || exit "$status"
	;;
merge)
	exec ${request.command} merge ${SHARDS} --out ${MERGED}
	;;
*)
	echo "usage: bash $0 [submit|shard|merge]" >&2
	exit 2
	;;
esac
`;
