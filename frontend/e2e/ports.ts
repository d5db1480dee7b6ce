/** Three ports in a row; another first one lets two runs live side by side. */
export const PAGE_PORT = Number(process.env.CALLCENTER_E2E_PORT ?? 4173);
export const REAL_PORT = PAGE_PORT + 1;
export const MORNING_PORT = PAGE_PORT + 2;
