import { SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { meQuery } from '../../api/session';
import { languages, rememberLanguage } from '../i18n';
import { useErrorToast } from '../ui/errors';

/** Changes the page at once; a signed-in person's choice is kept by the server too. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const toast = useErrorToast();

  const choose = async (language: string) => {
    rememberLanguage(language);
    await i18n.changeLanguage(language);
    if (!client.getQueryData(meQuery.queryKey)) return;
    client.setQueryData(meQuery.queryKey, (me) => me && { ...me, language });
    await api.PUT('/api/me/language', { body: { language } }).catch(toast);
    // Labels that the server writes (outcomes, reasons) come back in the new language.
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  };

  return (
    <SegmentedControl
      size="xs"
      aria-label={t('shell.language')}
      value={i18n.language}
      onChange={(language) => void choose(language)}
      data={languages.map((language) => ({ value: language, label: language.toUpperCase() }))}
    />
  );
}
