import { Alert, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconClockExclamation, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import { Panel } from '../ui/Page';
import { CertificateLinks } from './CertificateLinks';
import { Destroy } from './Destroy';
import { KeptBar, useZone } from './KeptBar';
import { endQuery, type ListEnd } from './queries';

/** The end of one list, on its page: until when it is kept, ending it now, and the proof once it is gone. */
export function ListEndPanel({ listId }: { listId: string }) {
  const { t } = useTranslation('ending');
  const { data: end } = useQuery(endQuery(listId));
  if (!end) return null;
  return (
    <Panel title={end.ordered_at ? t('panel.ended') : t('panel.kept')}>
      {end.ordered_at ? <Ended end={end} /> : <Kept end={end} />}
    </Panel>
  );
}

function Kept({ end }: { end: ListEnd }) {
  const { t } = useTranslation('ending');
  return (
    <Stack gap="md">
      {end.warned_days !== null && (
        <Alert color="orange" icon={<IconClockExclamation />} title={t('panel.soon')}>
          {t('panel.soon_text')}
        </Alert>
      )}
      <KeptBar end={end} />
      <Group justify="space-between" align="center">
        <Text size="sm" c="dimmed" maw={560}>
          {t('panel.kept_text')}
        </Text>
        {end.approval_id ? (
          <Text size="sm" fw={600}>
            {t('panel.waits')}
          </Text>
        ) : (
          <Destroy end={end} />
        )}
      </Group>
    </Stack>
  );
}

function Ended({ end }: { end: ListEnd }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const zone = useZone();
  if (!end.shredded_at || !end.destroyed) {
    return (
      <Alert color="orange" icon={<IconClockExclamation />} title={t('panel.closing')}>
        {t('panel.closing_text')}
      </Alert>
    );
  }
  const figures = [
    [t('figure.records'), format.number(end.destroyed.records)],
    [t('figure.destroyed_on'), format.date(end.shredded_at, zone)],
    [t('figure.final_on'), end.final_on ? format.date(end.final_on, 'UTC') : '…'],
    [t('figure.outcomes'), format.number(end.destroyed.outcomes_kept)],
  ] as const;
  return (
    <Stack gap="lg">
      <Alert color="teal" icon={<IconShieldCheck />} title={t('panel.gone')}>
        {t(`cause.${end.cause ?? 'partner'}`)} {t('panel.gone_text')}
      </Alert>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Text fw={650}>{value}</Text>
          </div>
        ))}
      </SimpleGrid>
      <CertificateLinks id={end.certificate_id} name={end.list_name} />
    </Stack>
  );
}
