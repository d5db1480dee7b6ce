import {
  Anchor,
  Button,
  Code,
  Group,
  Loader,
  Paper,
  Select,
  Switch,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { addDays, momentOf } from '../partner/week';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import classes from './Journal.module.css';
import { JournalProof } from './JournalProof';
import { actions, isKnown } from './journal-actions';
import { type JournalAsked, type JournalLine, journalChoicesQuery, journalQuery } from './queries';

/** The sealed journal, newest first. Nobody can change what stands here; this page only reads it. */
export function Journal() {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const [asked, setAsked] = useState<JournalAsked>({});
  const query = useInfiniteQuery(journalQuery(asked));
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
          onClick={() => void client.resetQueries(journalQuery(asked))}
        >
          {t('journal.refresh')}
        </Button>
      }
    >
      <JournalProof asked={asked} />
      <Paper p="md">
        <Filters asked={asked} onChange={setAsked} />
        {query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading />
        ) : lines.length === 0 ? (
          <EmptyState title={t('journal.none')} text={t('journal.none_text')} />
        ) : (
          <Lines lines={lines} onFollow={(more) => setAsked({ ...asked, ...more })} />
        )}
        <Group justify="center" mt="md">
          {query.isFetchingNextPage && <Loader size="sm" aria-label={t('journal.older')} />}
          {query.hasNextPage && !query.isFetchingNextPage && (
            <Button variant="default" onClick={() => void query.fetchNextPage()}>
              {asked.oldest_first ? t('journal.newer') : t('journal.older')}
            </Button>
          )}
        </Group>
      </Paper>
    </Page>
  );
}

interface FiltersProps {
  asked: JournalAsked;
  onChange: (asked: JournalAsked) => void;
}

const REFERENCE = /^C-[0-9A-Z]{4}-[0-9A-Z]{4}$/i;

/** By whom, about which contact or list, what and when; in either order. */
function Filters({ asked, onChange }: FiltersProps) {
  const { t } = useTranslation('admin');
  const { data } = useQuery(journalChoicesQuery);
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const [contact, setContact] = useState('');
  const [days, setDays] = useState({ from: '', to: '' });
  const change = ({ ...more }: JournalAsked) => {
    const next = { ...asked, ...more };
    for (const name of Object.keys(next) as (keyof JournalAsked)[]) {
      if (!next[name]) delete next[name];
    }
    onChange(next);
  };
  const pick = (from: string, to: string) => {
    setDays({ from, to });
    const midnight = (day: string) => new Date(momentOf(day, 0, zone));
    change({
      since: from ? midnight(from).toISOString() : '',
      until: to ? midnight(addDays(to, 1)).toISOString() : '',
    });
  };
  const wrong = contact !== '' && !REFERENCE.test(contact);
  const shown = asked.contact ?? '';
  return (
    <div className={classes.filters}>
      <Select
        size="sm"
        label={t('journal.filter')}
        placeholder={t('journal.all')}
        data={actions.map((each) => ({ value: each, label: t(`journal.action.${each}`) }))}
        value={asked.action ?? null}
        onChange={(value) => change({ action: value ?? '' })}
        clearable
        searchable
      />
      <Select
        size="sm"
        label={t('journal.person')}
        data={(data?.people ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={asked.person ?? null}
        onChange={(value) => change({ person: value ?? '' })}
        clearable
        searchable
      />
      <TextInput
        size="sm"
        label={t('journal.contact')}
        value={contact || shown}
        error={wrong && t('journal.contact_wrong')}
        onChange={(event) => {
          const value = event.currentTarget.value.trim();
          setContact(value);
          if (value === '' || REFERENCE.test(value)) change({ contact: value.toUpperCase() });
        }}
      />
      <Select
        size="sm"
        label={t('journal.list')}
        data={(data?.lists ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={asked.list_id ?? null}
        onChange={(value) => change({ list_id: value ?? '' })}
        clearable
        searchable
      />
      <TextInput
        type="date"
        size="sm"
        label={t('journal.from')}
        value={days.from}
        max={days.to || undefined}
        onChange={(event) => pick(event.currentTarget.value, days.to)}
      />
      <TextInput
        type="date"
        size="sm"
        label={t('journal.to')}
        value={days.to}
        min={days.from || undefined}
        onChange={(event) => pick(days.from, event.currentTarget.value)}
      />
      <Switch
        label={t('journal.timeline')}
        checked={asked.oldest_first ?? false}
        onChange={(event) => change({ oldest_first: event.currentTarget.checked })}
      />
      {Object.keys(asked).length > 0 && (
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            setContact('');
            setDays({ from: '', to: '' });
            onChange({});
          }}
        >
          {t('journal.clear')}
        </Button>
      )}
    </div>
  );
}

interface LinesProps {
  lines: JournalLine[];
  /** Goes on with one person or one contact, in the order of time. */
  onFollow: (more: JournalAsked) => void;
}

function Lines({ lines, onFollow }: LinesProps) {
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
              <Table.Td>
                {line.actor && line.actor_id ? (
                  <Anchor
                    component="button"
                    type="button"
                    ta="left"
                    aria-label={t('journal.follow_person', { name: line.actor })}
                    onClick={() => onFollow({ person: line.actor_id ?? '', oldest_first: true })}
                  >
                    {line.actor}
                  </Anchor>
                ) : (
                  t('journal.machine')
                )}
              </Table.Td>
              <Table.Td>
                {line.contact && (
                  <Anchor
                    component="button"
                    type="button"
                    ta="left"
                    aria-label={t('journal.follow_contact', { contact: line.contact })}
                    onClick={() => onFollow({ contact: line.contact ?? '', oldest_first: true })}
                  >
                    {line.contact}
                  </Anchor>
                )}
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
