/** What a file may be for. */
export const modes = ['new', 'add', 'update', 'replace'] as const;

export type Mode = (typeof modes)[number];
