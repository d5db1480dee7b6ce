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

/** Groups of outcomes from what was hoped for to what was not, each with a colour of its own. */
const groupColours = [
  ['appointment', '#0b6b46'],
  ['loyalty', '#2f9e77'],
  ['after_sales', '#157a8c'],
  ['contact', '#5067dc'],
  ['not_argued', '#7a5aa8'],
  ['negative', '#b06a00'],
  ['opposition', '#b3261e'],
  ['invalid', '#5b6675'],
  ['not_reached', '#a9b3c1'],
  ['safety', '#1f2733'],
] as const;

export function useGroupShares(results: Results): Share[] {
  const { t } = useTranslation('domain');
  return groupColours.map(([key, colour]) => ({
    key,
    colour,
    label: t(`group.${key}`),
    value: results.outcomes
      .filter(({ group }) => group === key)
      .reduce((total, { count }) => total + count, 0),
  }));
}
