import { Button, Code, Group, Loader, Paper, Select, Table, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import classes from './Journal.module.css';
import { actions, isKnown } from './journal-actions';
import { type JournalLine, journalQuery } from './queries';

/** The sealed journal, newest first. Nobody can change what stands here; this page only reads it. */
export function Journal() {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const [action, setAction] = useState<string | null>(null);
  const query = useInfiniteQuery(journalQuery(action));
  const lines = query.data?.pages.flat() ?? [];
  return (
    <Page
      title={t('journal.title')}
      text={t('journal.text')}
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={18} />}
          loading={query.isRefetching}
          onClick={() => void client.resetQueries(journalQuery(action))}
        >
          {t('journal.refresh')}
        </Button>
      }
    >
      <Paper p="md">
        <Select
          size="sm"
          maw={360}
          mb="sm"
          label={t('journal.filter')}
          placeholder={t('journal.all')}
          data={actions.map((each) => ({ value: each, label: t(`journal.action.${each}`) }))}
          value={action}
          onChange={setAction}
          clearable
          searchable
        />
        {query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading />
        ) : lines.length === 0 ? (
          <EmptyState title={t('journal.none')} text={t('journal.none_text')} />
        ) : (
          <Lines lines={lines} />
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

function Lines({ lines }: { lines: JournalLine[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  return (
    <WideTable minWidth={820}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t('journal.number')}</Table.Th>
            <Table.Th>{t('journal.at', { place: format.zonePlace(zone) })}</Table.Th>
            <Table.Th>{t('journal.what')}</Table.Th>
            <Table.Th>{t('journal.who')}</Table.Th>
            <Table.Th>{t('journal.data')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.seq}>
              <Table.Td ta="right">{format.number(line.seq)}</Table.Td>
              <Table.Td className={classes.at}>
                {format.shortDay(line.at, zone)} {format.clock(line.at, zone)}
              </Table.Td>
              <Table.Td>
                <Text fw={600}>
                  {isKnown(line.action) ? t(`journal.action.${line.action}`) : line.action}
                </Text>
                <Text size="xs" c="dimmed" ff="monospace">
                  {line.action}
                </Text>
              </Table.Td>
              <Table.Td>{line.actor ?? t('journal.machine')}</Table.Td>
              <Table.Td>
                <Data data={line.data} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

/** Facts as the entry holds them: names of fields are the journal's own. */
function Data({ data }: { data: JournalLine['data'] }) {
  const facts = Object.entries(data).filter(([, value]) => value !== null);
  return (
    <div className={classes.facts}>
      {facts.map(([name, value]) => (
        <Code key={name} title={`${name}: ${String(value)}`}>
          {name}: {shortened(value)}
        </Code>
      ))}
    </div>
  );
}

function shortened(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? `…${text.slice(-8)}` : text;
}
