/** What the tests take from setup.mjs, which is plain JavaScript because it runs before anything is installed. */
export function isFresh(root: string): boolean
