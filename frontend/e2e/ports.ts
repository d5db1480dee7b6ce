export const PAGE_PORT = 4173;
export const REAL_PORT = 4174;
