import { Button, Code, Group, Loader, Paper, Select, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import {
  type AccessKind,
  type AccessLine,
  checkpointQuery,
  extractAddress,
  type Period,
  partnerJournalQuery,
} from './queries';
import { SaveButton } from './SaveButton';
import { addDays, momentOf } from './week';

const kinds: AccessKind[] = ['contacts', 'openings', 'exports', 'lists', 'settings'];

/** Every access to the partner's data, and a proof of it to keep. */
export function Journal() {
  const { t } = useTranslation('partner');
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const [kind, setKind] = useState<AccessKind | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const moment = (day: string) => new Date(momentOf(day, 0, zone)).toISOString();
  const period: Period = {
    kind,
    since: from ? moment(from) : null,
    until: to ? moment(addDays(to, 1)) : null,
  };
  const query = useInfiniteQuery(partnerJournalQuery(period));
  const lines = query.data?.pages.flat() ?? [];
  return (
    <Page
      title={t('journal.title')}
      text={t('journal.text')}
      actions={
        <SaveButton
          address={extractAddress(period)}
          label={t('journal.download')}
          icon={<IconDownload size={19} />}
        />
      }
    >
      <Checkpoint />
      <Paper p="md">
        <Group align="flex-end" mb="sm">
          <Select
            size="sm"
            w={280}
            label={t('journal.kind')}
            placeholder={t('journal.all')}
            data={kinds.map((each) => ({ value: each, label: t(`journal.kinds.${each}`) }))}
            value={kind}
            onChange={(value) => setKind(value as AccessKind | null)}
            clearable
          />
          <TextInput
            type="date"
            size="sm"
            label={t('journal.from')}
            value={from}
            max={to || undefined}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            size="sm"
            label={t('journal.to')}
            value={to}
            min={from || undefined}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </Group>
        {query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading />
        ) : lines.length === 0 ? (
          <EmptyState title={t('journal.none')} text={t('journal.none_text')} />
        ) : (
          <Lines lines={lines} zone={zone} />
        )}
        <Group justify="center" mt="md">
          {query.isFetchingNextPage && <Loader size="sm" aria-label={t('journal.older')} />}
          {query.hasNextPage && !query.isFetchingNextPage && (
            <Button variant="default" onClick={() => void query.fetchNextPage()}>
              {t('journal.older')}
            </Button>
          )}
        </Group>
      </Paper>
    </Page>
  );
}

/** What the centre signed last: kept by the partner, it shows later that nothing was changed. */
function Checkpoint() {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const { data } = useQuery(checkpointQuery);
  return (
    <Panel title={t('journal.proof')}>
      <Group wrap="nowrap" align="flex-start">
        <IconShieldCheck size={34} color="var(--good)" aria-hidden="true" />
        <div>
          <Text>{t('journal.proof_text')}</Text>
          <Code>callcenter journal verify --checkpoint checkpoint.txt</Code>
          {data && (
            <Text size="sm" c="dimmed" mt="xs">
              {t('journal.signed', {
                size: format.number(data.size),
                at: format.dateTime(data.at, zone),
                root: data.root.slice(0, 16),
              })}
            </Text>
          )}
        </div>
      </Group>
    </Panel>
  );
}

function Lines({ lines, zone }: { lines: AccessLine[]; zone: string }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  return (
    <WideTable minWidth={760}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('journal.at', { city: format.zonePlace(zone) })}</Table.Th>
            <Table.Th>{t('journal.what')}</Table.Th>
            <Table.Th>{t('journal.who')}</Table.Th>
            <Table.Th>{t('journal.about')}</Table.Th>
            <Table.Th ta="right">{t('journal.number')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.seq}>
              <Table.Td>
                {format.shortDay(line.at, zone)} {format.clock(line.at, zone)}
              </Table.Td>
              <Table.Td>
                <Text fw={600}>{line.label}</Text>
                <Text size="sm" c="dimmed">
                  {t(`journal.kinds.${line.kind}`)}
                </Text>
              </Table.Td>
              <Table.Td>{line.who}</Table.Td>
              <Table.Td>{about(line, (count) => t('journal.count', { count }))}</Table.Td>
              <Table.Td ta="right">
                <Text size="sm" c="dimmed" title={line.leaf}>
                  {format.number(line.seq)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function about(line: AccessLine, counted: (count: number) => string): string {
  const count = line.count !== null && line.contact === null ? counted(line.count) : null;
  return [line.contact, line.list_name, line.campaign_name, count].filter(Boolean).join(' · ');
}
