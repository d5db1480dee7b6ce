import { useTranslation } from 'react-i18next';
import { contactStates, type Share } from '../shared/ui/Shares';
import type { Results } from './queries';

export function useContactShares(results: Results | undefined): Share[] {
  const { t } = useTranslation('domain');
  return contactStates.map(([key, colour]) => ({
    key,
    colour,
    label: t(`contact_state.${key}`),
    value: results?.contacts[key] ?? 0,
  }));
}
