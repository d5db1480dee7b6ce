import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { type FileKind, type Kept, keptAddress, keptQuery, useLeaving } from './queries';

const FEW = 8;
const formats: FileKind[] = ['pdf', 'xlsx', 'csv'];

/** The reports that the service makes by itself: each day, each month. */
export function KeptReports({ zone }: { zone: string }) {
  const { t } = useTranslation('reports');
  const [all, setAll] = useState(false);
  const { data = [], error, refetch } = useQuery(keptQuery);
  const shown = all ? data : data.slice(0, FEW);
  return (
    <Panel title={t('kept.title')}>
      <Text c="dimmed" mb="sm">
        {t('kept.text')}
      </Text>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data.length === 0 ? (
        <Text>{t('kept.none')}</Text>
      ) : (
        <WideTable minWidth={520}>
          <Table verticalSpacing={7}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('kept.period')}</Table.Th>
                <Table.Th>{t('kept.made')}</Table.Th>
                <Table.Th>{t('kept.files')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((each) => (
                <Row key={each.id} kept={each} zone={zone} />
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
      {data.length > FEW && (
        <Button variant="default" size="sm" mt="sm" onClick={() => setAll(!all)}>
          {t(all ? 'kept.fewer' : 'kept.more')}
        </Button>
      )}
    </Panel>
  );
}

function Row({ kept, zone }: { kept: Kept; zone: string }) {
  const { t, i18n } = useTranslation('reports');
  const format = useFormat();
  const leaving = useLeaving();
  const noon = `${kept.since}T12:00:00Z`;
  const name =
    kept.span === 'day'
      ? format.day(noon, 'UTC')
      : new Intl.DateTimeFormat(i18n.language, {
          month: 'long',
          year: 'numeric',
          timeZone: 'UTC',
        }).format(new Date(noon));
  return (
    <Table.Tr>
      <Table.Td>
        <Badge mr="xs" color={kept.span === 'day' ? 'gray' : 'cobalt'}>
          {t(`kept.span.${kept.span}`)}
        </Badge>
        {name}
        <Text size="sm" c="dimmed">
          {kept.site_name}
        </Text>
      </Table.Td>
      <Table.Td>{format.dateTime(kept.made_at, zone)}</Table.Td>
      <Table.Td>
        <Group gap="md">
          {formats.map((each) => (
            <Anchor
              key={each}
              href={leaving(keptAddress(kept.id, each))}
              download
              aria-label={t('kept.take', { format: each.toUpperCase(), name })}
            >
              {each.toUpperCase()}
            </Anchor>
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
