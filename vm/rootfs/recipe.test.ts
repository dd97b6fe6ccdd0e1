import { expect, test } from 'vitest';
import { parseRecipe, placeOf } from './recipe.ts';

const whole = `# a comment
suites: [bookworm]
packages:
  - tmux
  - bash
users:
  - { name: user, uid: 1000, home: /home/user, shell: /bin/sh }
groups: { tty: 5 }
links:
  usr/bin/sh: dash
ready: [dbus.service]
memory: 256
`;
const parse = (text: string) => parseRecipe(text, '/roots/small/recipe.yaml', 'small/recipe.yaml');

test('a recipe, with everything that it leaves out', () => {
  const { lines: _, ...recipe } = parse(whole);
  expect(recipe).toMatchInlineSnapshot(`
    {
      "directories": [],
      "directory": "/roots/small",
      "groups": {
        "tty": 5,
      },
      "kernel": [],
      "links": {
        "usr/bin/sh": "dash",
      },
      "mask": [],
      "memory": 256,
      "name": "small",
      "packages": [
        "tmux",
        "bash",
      ],
      "path": "small/recipe.yaml",
      "ready": [
        "dbus.service",
      ],
      "suites": [
        "bookworm",
      ],
      "trim": [],
      "users": [
        {
          "home": "/home/user",
          "name": "user",
          "shell": "/bin/sh",
          "uid": 1000,
        },
      ],
      "without": [],
    }
  `);
});

test('an entry is found again by its line', () => {
  const recipe = parse(whole);
  expect(placeOf(recipe, 'packages', 'bash')).toBe('small/recipe.yaml:5');
  expect(placeOf(recipe, 'packages', 'zsh')).toBe('small/recipe.yaml');
});

test.for([
  ['pacakges: [a]\n', "small/recipe.yaml:13: a recipe has no 'pacakges'; is it 'packages'?"],
  ['packages: tmux\n', 'small/recipe.yaml:13: Map keys must be unique'],
  ['kernel: UNIX\n', "small/recipe.yaml:13: 'kernel' is a list"],
  ['mask:\n  - a.mount\n  - { b: c }\n', "small/recipe.yaml:15: 'mask' is a list of names"],
  [
    'trim: [a\n',
    'small/recipe.yaml:14: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['directories: [1]\n', "small/recipe.yaml:13: 'directories' is a list of names"],
])('%j after it is told by file and line', ([more, message]) => {
  expect(() => parse(whole + more)).toThrow(expect.objectContaining({ message }));
});

test.for([
  [
    '  - { name: user, uid: 1000, home: /home/user, shell: /bin/sh }',
    "small/recipe.yaml:7: a user has no 'shel'; is it 'shell'?",
    '  - { name: user, uid: 1000, home: /home/user, shel: /bin/sh }',
  ],
  [
    '  - { name: user, uid: 1000, home: /home/user, shell: /bin/sh }',
    "small/recipe.yaml:7: a user needs 'uid'",
    '  - { name: user, uid: x, home: /home/user, shell: /bin/sh }',
  ],
  ['groups: { tty: 5 }', "small/recipe.yaml:8: 'groups' maps names to numbers", 'groups: { tty: five }'],
  ['memory: 256', "small/recipe.yaml:12: 'memory' is a number", 'memory: much'],
  ['ready: [dbus.service]\n', "small/recipe.yaml:1: the recipe has no 'ready'", ''],
] as const)('%j becomes wrong', ([right, message, wrong]) => {
  expect(() => parse(whole.replace(right, wrong))).toThrow(expect.objectContaining({ message }));
});
