import { kernels, testTotality } from './totality.ts';

testTotality(kernels.filter((_, index) => index % 2 === 0));
