import { Code, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../shared/ui/CopyText';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { OwnKey } from './OwnKey';
import { exchangeQuery } from './queries';
import { Tokens } from './Tokens';

/** How files travel between the partner and the centre: the centre's key, the partner's own, machines' tokens. */
export function Exchange() {
  const { t } = useTranslation('partner');
  const { data, error, refetch } = useQuery(exchangeQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page narrow title={t('exchange.title')} text={t('exchange.text')}>
      <Panel title={t('exchange.centre')}>
        <Stack gap="md">
          <Text>{t('exchange.centre_text')}</Text>
          <CopyText value={data.centre_recipient} label={t('exchange.centre')} />
          <List spacing="xs" type="ordered">
            <List.Item>{t('exchange.step_tool')}</List.Item>
            <List.Item>
              {t('exchange.step_encrypt')}
              <Code block mt={6}>
                {`age -r ${data.centre_recipient} -o liste.csv.age liste.csv`}
              </Code>
            </List.Item>
            <List.Item>{t('exchange.step_send')}</List.Item>
          </List>
        </Stack>
      </Panel>
      <OwnKey key={data.changed_at} exchange={data} />
      <Tokens />
    </Page>
  );
}
