import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { Page } from '../ui/Page';
import { Approvals } from './Approvals';
import { Customers } from './Customers';
import { Ends } from './Ends';

/** The end of data: for a partner its own, for an administrator everyone's. */
export function EndOfData() {
  const { t } = useTranslation('ending');
  const partner = useMe().role === 'partner';
  return (
    <Page title={t('title')} text={partner ? t('text') : t('text_admin')}>
      <Stack gap="lg">
        <Approvals />
        <Ends />
        <Customers />
      </Stack>
    </Page>
  );
}
