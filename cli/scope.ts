/** What the letters of an expression stand for. */
export type Scope = Readonly<Record<string, number>>;
