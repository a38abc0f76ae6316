// What importing package.json gives: the build and the tests read it.
declare module '*/package.json' {
  export const version: string;
}
