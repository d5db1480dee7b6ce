/**
 * Languages: one folder per language, one catalogue per area. French is the source; a further language
 * is a further folder, with a `calendar.ts` for the names of days and months in date pickers.
 * Dates and numbers are not in the catalogues: see `shared/format`.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

const files = import.meta.glob<Record<string, unknown>>('./*/*.json', {
  eager: true,
  import: 'default',
});

import.meta.glob('./*/calendar.ts', { eager: true });

type Catalogue = Record<string, Record<string, unknown>>;

export const catalogues: Record<string, Catalogue> = {};
for (const [path, content] of Object.entries(files)) {
  const [, language = '', area = ''] = /\.\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
  catalogues[language] = { ...catalogues[language], [area]: content };
}

/** The languages offered, French first. */
export const languages = Object.keys(catalogues).sort((a, b) =>
  a === 'fr' ? -1 : b === 'fr' ? 1 : a.localeCompare(b),
);

/** A language's own name: « Español ». */
export function nameOf(language: string): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

const STORED = 'callcenter.language';

export function rememberLanguage(language: string): void {
  localStorage.setItem(STORED, language);
}

function firstLanguage(): string {
  const stored = localStorage.getItem(STORED);
  return stored && languages.includes(stored) ? stored : 'fr';
}

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'fr',
  resources: catalogues as never,
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  returnNull: false,
});

function markDocument(language: string): void {
  document.documentElement.lang = language;
}
markDocument(i18next.language);
i18next.on('languageChanged', markDocument);

export default i18next;
