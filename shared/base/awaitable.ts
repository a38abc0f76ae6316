/** A value that is there at once where it can be: awaiting it costs more than most of what happens between two awaits. */
export type Awaitable<T> = T | Promise<T>;
