import {
  Button,
  Collapse,
  Group,
  List,
  Stack,
  Table,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { useErrorSentence } from '../shared/ui/errors';
import { WideTable } from '../shared/ui/WideTable';
import classes from './Reopening.module.css';

type Reachability = components['schemas']['Reachability'];
type NumberEvent = components['schemas']['NumberEventRead'];

const params = (reference: string) => ({ params: { path: { reference } } });

/** What the rules say of one contact right now, and the past of its number that they count. */
const contactQuery = (reference: string) =>
  queryOptions({
    queryKey: ['contacts', reference],
    queryFn: async () => {
      const [why, past] = await Promise.all([
        read(api.GET('/api/contacts/{reference}/reachability', params(reference))),
        read(api.GET('/api/contacts/{reference}/attempts', params(reference))),
      ]);
      return { why, past };
    },
    enabled: reference !== '',
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** One contact by the reference on its card: may it be called, if not why, and the evidence. */
export function OneContact() {
  const { t } = useTranslation('evidence');
  const sentence = useErrorSentence();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const id = useId();
  const { data, error, isFetching } = useQuery(contactQuery(asked));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed.trim().toUpperCase());
  };
  return (
    <div className={classes.part}>
      <Button
        variant="default"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {t('open')}
      </Button>
      <Collapse expanded={opened} id={id}>
        {opened && (
          <Stack gap="md" mt="md">
            <Text c="dimmed">{t('text')}</Text>
            <form onSubmit={submit} autoComplete="off">
              <Group align="end" gap="sm">
                <TextInput
                  label={t('reference')}
                  placeholder="C-7F3K-9Q2M"
                  value={typed}
                  onChange={(event) => setTyped(event.currentTarget.value)}
                  w={280}
                />
                <Button
                  type="submit"
                  variant="default"
                  loading={isFetching}
                  disabled={!/^[A-Za-z0-9-]{4,20}$/.test(typed.trim())}
                >
                  {t('look')}
                </Button>
              </Group>
            </form>
            {error && <Text role="alert">{sentence(error)}</Text>}
            {data && (
              <section aria-label={t('of', { reference: asked })}>
                <Why found={data.why} />
                <Past events={data.past} />
              </section>
            )}
          </Stack>
        )}
      </Collapse>
    </div>
  );
}

function Why({ found }: { found: Reachability }) {
  const { t } = useTranslation(['evidence', 'supervisor']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <div role="status">
      <List listStyleType="none">
        {found.reasons.map((reason) => (
          <List.Item key={reason.code}>
            <Text span fw={650}>
              {t(`supervisor:reach.${reason.when}`)}
            </Text>{' '}
            · {reason.label}
            {reason.when === 'later' &&
              reason.next_at &&
              ` · ${t('from', { at: format.dateTime(reason.next_at, zone) })}`}
            {reason.source && (
              <Text size="xs" c="dimmed">
                {reason.source}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Past({ events }: { events: NumberEvent[] }) {
  const { t } = useTranslation('evidence');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  if (events.length === 0) return <Text mt="sm">{t('none')}</Text>;
  return (
    <WideTable minWidth={420}>
      <Table mt="sm">
        <VisuallyHidden component="caption">{t('past')}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('when')}</Table.Th>
            <Table.Th>{t('what')}</Table.Th>
            <Table.Th>{t('campaign')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={`${event.kind}.${event.at}`}>
              <Table.Td>{format.dateTime(event.at, zone)}</Table.Td>
              <Table.Td>{t(`kind.${event.kind}`)}</Table.Td>
              <Table.Td>{event.campaign_name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
