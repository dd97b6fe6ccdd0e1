/** The checkout, or the installed package. */
export { root } from '../../vm/installation.ts';
