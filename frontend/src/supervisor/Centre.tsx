import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { ClosedDays } from '../shared/closed-days/ClosedDays';
import { Page } from '../shared/ui/Page';
import { Abilities } from './Abilities';
import { useMaySteer } from './queries';
import { Teams } from './Teams';

/** Who works together, and on which days nobody works. */
export function Centre() {
  const { t } = useTranslation('control');
  const { site } = useMe();
  const maySteer = useMaySteer();
  return (
    <Page title={t('centre.title')} text={t('centre.text')}>
      <Teams />
      {maySteer && <Abilities />}
      {site && <ClosedDays site={site} editable={maySteer} />}
    </Page>
  );
}
