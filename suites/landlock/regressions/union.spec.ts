import { abi, EACCES, feature, flawed, OK, scenario, since, when } from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';

scenario(
  'rules of one layer unite: a rename that needs two rights finds them in two rules',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights ("at least one rule"); security/landlock/fs.c: is_access_to_paths_allowed()',
    tags: ['regressions', 'fs', 'rules'],
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    t.main.mkdir('directory');
    t.main.writeFile('directory/old');
    t.main.writeFile('outside');
    const actor = t.main.process('sandboxed');
    landlock(actor, {
      fs: ['MAKE_REG', 'REMOVE_FILE'],
      rules: [
        { path: '.', access: ['MAKE_REG'] },
        { path: 'directory', access: ['REMOVE_FILE'] },
      ],
    });
    const answer = when(abi(2), OK)
      .when(feature('rules-unite'), OK)
      .since(abi(1), flawed(KNOWN.rulesDoNotUnite, EACCES))
      .otherwise(OK);
    actor.rename('directory/old', 'directory/new').expect(answer);
    // Either right alone is not there anywhere else.
    actor.rename('outside', 'elsewhere').expect(since(abi(1), EACCES).otherwise(OK));
  },
);
